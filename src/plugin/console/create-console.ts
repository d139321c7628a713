import type { ConsoleAct, ConsoleForms } from "../../domain/console-act.js";
import type { ConsoleView } from "../../domain/console-view.js";
import { CpisError } from "../../errors/cpis-error.js";
import { routeOf } from "./console-access.js";
import { doAct, type SentAct } from "./console-acts.js";
import { createConsoleClient, type ConsoleClient } from "./console-client.js";
import { gateOf, refusalText, resumedText, signInGates } from "./console-gates.js";
import { readConsole } from "./console-readings.js";
import { createConsoleScreen, type ConsoleScreen } from "./console-screen.js";
import { isForm, isReading, keepAct, takeAct } from "./kept-act.js";
import { offerFile } from "./offer-file.js";

/** What the console's page is made of. */
export interface ConsoleOptions {
  readonly element: HTMLElement & { view: ConsoleView };
  /** How often what is shown is read again by itself, in milliseconds; that keeps nobody signed in. */
  readonly refreshMs?: number;
}

const defaultRefreshMs = 30_000;
const clockMs = 5_000;
/** Somebody who writes for a long time is there, although nothing is sent. */
const useMs = 60_000;

/** The page while it runs. */
interface Running {
  readonly client: ConsoleClient;
  readonly screen: ConsoleScreen;
  readonly signal: AbortSignal;
  /** Ends the reading before this one. */
  reading: AbortController;
  isBusy: boolean;
  usedAt: number;
}

/**
 * Keeps the console's page: reads what its address names, does what is pressed, and forgets everything when the session
 * ends.
 */
export function createConsole({ element, refreshMs = defaultRefreshMs }: ConsoleOptions): {
  start(): void;
  stop(): void;
} {
  let ending = new AbortController();
  return {
    start() {
      ending.abort();
      ending = new AbortController();
      const { signal } = ending;
      const screen = createConsoleScreen(element);
      const client = createConsoleClient();
      const page: Running = {
        client,
        screen,
        signal,
        reading: new AbortController(),
        isBusy: false,
        usedAt: 0,
      };
      listen(page, element);
      every(clockMs, signal, () => {
        tick(page);
      });
      every(refreshMs, signal, () => {
        if (screen.state.readings && !page.isBusy) void read(page, true);
      });
      void read(page).then(() => resume(page));
    },
    stop() {
      ending.abort();
    },
  };
}

/** Shows what was filled in before one more sign-in, to the same person only. */
async function resume(page: Running): Promise<void> {
  const { screen } = page;
  const me = screen.state.readings?.me;
  const kept = me && takeAct(sessionStorage, me.userId);
  if (kept === undefined) return;
  history.replaceState(null, "", kept.hash);
  screen.show({ resumed: kept.form });
  await read(page);
  await showEffects(page, kept.form);
  screen.show({ note: { text: resumedText(kept.form), isRefusal: false } });
}

/** A change is sent from beside what it would do: that is read once more, since the button stands under it. */
async function showEffects({ client, screen, signal }: Running, form: ConsoleForms): Promise<void> {
  const { readings } = screen.state;
  if (readings === undefined || (form.kind !== "propose" && form.kind !== "roll-back")) return;
  try {
    const asked =
      form.kind === "propose"
        ? ({ kind: "check", source: form.source } as const)
        : ({ kind: "compare", digest: form.digest } as const);
    const { shown } = await doAct(client, asked, readings, { signal });
    screen.show({ readings: { ...readings, ...shown } });
  } catch (error) {
    if (!signal.aborted) failed(screen, error, true);
  }
}

function listen(page: Running, element: HTMLElement): void {
  const { signal, screen } = page;
  addEventListener(
    "hashchange",
    () => {
      const { me, overview, configuration } = screen.state.readings ?? {};
      const readings = me && { me, overview, configuration };
      if (readings) screen.show({ readings, gate: undefined, note: undefined, resumed: undefined });
      void read(page);
    },
    { signal },
  );
  element.addEventListener(
    "cpis-console-act",
    (event) => {
      if (event instanceof CustomEvent) void act(page, event.detail as ConsoleAct);
    },
    { signal },
  );
  const used = (): void => {
    if (screen.state.readings === undefined || Date.now() - page.usedAt < useMs) return;
    page.usedAt = Date.now();
    void touch(page);
  };
  element.addEventListener("keydown", used, { signal });
  element.addEventListener("pointerdown", used, { signal });
}

function every(ms: number, signal: AbortSignal, work: () => void): void {
  const timer = setInterval(work, ms);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
  });
}

function tick({ screen }: Running): void {
  const { readings } = screen.state;
  if (readings === undefined) return;
  if (screen.now() >= readings.me.idleEndsAt) screen.wipe(signInGates.over);
  else screen.show({});
}

async function read(page: Running, background = false): Promise<void> {
  const { client, screen } = page;
  page.reading.abort();
  const reading = new AbortController();
  page.reading = reading;
  const isOver = (): boolean => reading.signal.aborted || page.signal.aborted;
  try {
    const signal = AbortSignal.any([reading.signal, page.signal]);
    const route = routeOf(location.hash);
    const next = await readConsole(client, route, screen.state.readings, { signal, background });
    if (!isOver()) screen.show({ readings: next, gate: undefined });
  } catch (error) {
    if (!isOver()) failed(screen, error, background);
  }
}

/** Somebody is there: the session lasts from now. */
async function touch({ client, screen, signal }: Running): Promise<void> {
  try {
    const me = await client.me({ signal });
    const { readings } = screen.state;
    if (readings) screen.show({ readings: { ...readings, me } });
  } catch (error) {
    if (!signal.aborted) failed(screen, error, true);
  }
}

function failed(screen: ConsoleScreen, error: unknown, background: boolean): void {
  const { readings } = screen.state;
  if (CpisError.is(error, "CPIS_SESSION_MISSING")) screen.wipe(gateOf(error, readings !== undefined));
  // What was written is not thrown away because one reading failed; that it is old is said on top of it.
  else if (background && readings) screen.show({ readings: { ...readings, isOld: true } });
  else screen.show({ gate: gateOf(error, readings !== undefined) });
}

// A press is never kept for later: what it is about may look different by then.
const stillBusy =
  "This was not done: what was pressed before is still on its way. Press again once it has ended.";

async function act(page: Running, press: ConsoleAct): Promise<void> {
  switch (press.kind) {
    case "read-again":
      return read(page);
    case "stay":
      return touch(page);
    case "sign-out":
      return signOut(page);
    default:
      if (page.isBusy) {
        page.screen.show({ note: { text: stillBusy, isRefusal: true } });
        return;
      }
      page.isBusy = true;
      await send(page, press).finally(() => {
        page.isBusy = false;
      });
  }
}

async function send(page: Running, press: SentAct): Promise<void> {
  const { client, screen, signal } = page;
  const { readings } = screen.state;
  if (readings === undefined) return;
  page.reading.abort();
  screen.show({ note: undefined });
  try {
    const { text, shown, file } = await doAct(client, press, readings, { signal });
    if (file) offerFile(file);
    // A form that was only read with keeps what was written in it.
    const kept = isReading(press) ? {} : { resumed: undefined };
    screen.show({ readings: { ...readings, ...shown }, ...kept });
    // What is said to be done stands beside what it has become, not beside what it was.
    await read(page, true);
    if (text !== undefined && screen.state.readings) screen.show({ note: { text, isRefusal: false } });
  } catch (error) {
    if (!signal.aborted) refused(screen, press, error);
  }
}

function refused(screen: ConsoleScreen, press: SentAct, error: unknown): void {
  if (CpisError.is(error, "CPIS_STEP_UP_NEEDED")) {
    const userId = screen.state.readings?.me.userId;
    if (isForm(press) && userId !== undefined)
      keepAct(sessionStorage, { userId, hash: location.hash, form: press });
    location.assign("/console/step-up");
  } else if (CpisError.is(error, "CPIS_SESSION_MISSING")) screen.wipe(gateOf(error, true));
  else screen.show({ note: { text: refusalText(error), isRefusal: true } });
}

async function signOut({ client, screen, signal }: Running): Promise<void> {
  try {
    await client.signOut({ signal });
    screen.wipe(signInGates.signedOut);
  } catch (error) {
    if (CpisError.is(error, "CPIS_SESSION_MISSING")) screen.wipe(signInGates.signedOut);
    else if (!signal.aborted) screen.show({ note: { text: refusalText(error), isRefusal: true } });
  }
}
