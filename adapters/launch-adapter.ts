import { Subject } from "rxjs";
import { parseProblem } from "../src/contract/parse-problem.js";
import { parseLaunchSession, type LaunchedPatient } from "../src/contract/parse-launch.js";
import type { ErrorCode } from "../src/errors/codes.js";
import { CpisError } from "../src/errors/cpis-error.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createLaunchTime, type LaunchTime, type PageUses } from "./launch-time.js";
import { createChannelContext } from "./message-port-context.js";

/** How a launched page is set up. */
export interface LaunchOptions {
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly uses?: PageUses;
}

const pageClock: Clock = { now: () => Date.now() };
const pageTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const pageUses: PageUses = (used) => {
  const names = ["pointerdown", "keydown", "wheel"] as const;
  for (const name of names) addEventListener(name, used, { capture: true, passive: true });
  return () => {
    for (const name of names) removeEventListener(name, used, { capture: true });
  };
};

/**
 * The context of a page that was opened by a signed link: one patient, then none.
 *
 * The code leaves the address and the history before it is used. What came for it is held in this script's memory only:
 * a page that is reloaded, restored, unused for a quarter of an hour or older than its session knows nobody, and says
 * where to open the patient again.
 */
export function createLaunchAdapter({
  clock = pageClock,
  timers = pageTimers,
  uses = pageUses,
}: LaunchOptions = {}): HostChannel {
  const context = createChannelContext("launch", clock);
  const faults = new Subject<ErrorCode>();
  const session = createLaunchSession(createLaunchTime(clock, timers, uses), {
    opened: ({ patient, encounter }) => {
      context.open(patient, encounter);
    },
    ended(code) {
      context.lose("expired");
      faults.next(code);
    },
  });
  return {
    id: "launch",
    events: context.events,
    faults: faults.asObservable(),
    contextSeq: () => 1,
    forget: () => {
      context.forget();
    },
    tell: () => undefined,
    getToken: ({ rejected }) => session.token(rejected),
    start: session.begin,
    stop() {
      session.stop();
      context.close();
    },
  };
}

interface LaunchSession {
  readonly begin: () => void;
  /** Rejects with `CPIS_TOKEN_MISSING` where there is no session; one whose token was rejected is over. */
  token(rejected: boolean): Promise<string>;
  stop(): void;
}

interface LaunchSessionListener {
  readonly opened: (launched: LaunchedPatient) => void;
  readonly ended: (code: ErrorCode) => void;
}

function createLaunchSession(time: LaunchTime, { opened, ended }: LaunchSessionListener): LaunchSession {
  let token: string | undefined;
  let run = 0;
  const end = (code: ErrorCode): void => {
    time.stop();
    token = undefined;
    ended(code);
  };
  const expire = (): void => end("CPIS_LAUNCH_EXPIRED");
  const redeemed = (launched: LaunchedPatient): void => {
    token = launched.token;
    time.start(launched.expiresInMs, expire);
    opened(launched);
  };
  return {
    begin() {
      run += 1;
      const thisRun = run;
      redeem().then(
        (launched) => {
          if (thisRun === run) redeemed(launched);
        },
        (error: unknown) => {
          if (thisRun === run) end(CpisError.is(error) ? error.code : "CPIS_GATEWAY_UNREACHABLE");
        },
      );
    },
    async token(rejected) {
      if (rejected && token !== undefined) expire();
      if (token === undefined) throw new CpisError("CPIS_TOKEN_MISSING");
      return Promise.resolve(token);
    },
    stop() {
      run += 1;
      token = undefined;
      time.stop();
    },
  };
}

function takeCode(): string {
  const code = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  if (code === "") throw new CpisError("CPIS_LAUNCH_MISSING");
  return code;
}

async function redeem(): Promise<LaunchedPatient> {
  const code = takeCode();
  const response = await fetch("/embed/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new CpisError(launchCode(parseProblem(body).code));
  return parseLaunchSession(body);
}

// Only what a session's refusal can be; anything else is the gateway's own trouble.
function launchCode(code: string): ErrorCode {
  return code === "CPIS_LAUNCH_EXPIRED" || code === "CPIS_LAUNCH_REPLAYED"
    ? code
    : "CPIS_GATEWAY_UNREACHABLE";
}
