import type { HostChannel } from "../../ports/host-channel.js";
import { askToSignInWords, signedInWords, signInFailedWords } from "./wording-hosted.js";

/** What signing in on the page works with. */
export interface FrameSignInParts {
  /** A button and a line beside it, hidden. */
  readonly place: HTMLElement;
  readonly channel: Pick<HostChannel, "events" | "getToken">;
  readonly locationId: string;
  /** Somebody else asks from here on: what is on screen is wiped, and the host says anew who is open. */
  readonly begin: () => void;
}

/** Gives the host's token, or that of whoever signed in here. */
export type HostedTokenSource = HostChannel["getToken"];

interface SignedIn {
  readonly token: string;
  readonly name: string;
  readonly end: ReturnType<typeof setTimeout>;
}

/** Nobody has opened a patient or touched the page for so long: whoever sits there may be another. */
const idleMs = 900_000;

/**
 * Lets somebody sign in where the host says no user, in a window of the gateway's own.
 *
 * The host's word counts first, always; what was signed in is forgotten when the host names a user or says that its user
 * left, when nobody used the page for 15 minutes, and when the token ends. It is in this page's memory only.
 */
export function createFrameSignIn(parts: FrameSignInParts): HostedTokenSource {
  const { place, channel, begin } = parts;
  let own: SignedIn | undefined;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const face = createFace(place);
  const forget = (): void => {
    clearTimeout(own?.end);
    clearTimeout(idle);
    own = undefined;
    face.hide();
  };
  const leave = (): void => {
    if (own === undefined) return;
    forget();
    begin();
  };
  const used = (): void => {
    clearTimeout(idle);
    if (own !== undefined) idle = setTimeout(leave, idleMs);
  };
  const press = createPress(parts.locationId, (session) => {
    forget();
    own = { token: session.token, name: session.name, end: setTimeout(leave, session.expiresInMs) };
    face.show(signedInWords(own.name));
    used();
    begin();
  });
  face.pressed(() => {
    if (own === undefined) void press.sign().catch(() => face.show(signInFailedWords()));
    else leave();
  });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, used, { passive: true });
  channel.events.subscribe(({ kind }) => {
    if (kind === "lost") forget();
    else used();
  });
  return async (hint) => {
    const fromHost = await channel.getToken(hint).catch(() => "");
    if (fromHost !== "") forget();
    else if (own === undefined || hint.rejected) {
      forget();
      await press.prepare();
      face.show(askToSignInWords());
    }
    return fromHost === "" ? (own?.token ?? "") : fromHost;
  };
}

interface FaceWords {
  readonly button: string;
  readonly text: string;
}

function createFace(place: HTMLElement) {
  const button = place.querySelector("button");
  const line = place.querySelector("span");
  return {
    hide() {
      place.hidden = true;
    },
    show({ button: label, text }: FaceWords) {
      if (button !== null) button.textContent = label;
      if (line !== null) line.textContent = text;
      place.hidden = false;
    },
    pressed(run: () => void) {
      button?.addEventListener("click", run);
    },
  };
}

interface Session {
  readonly token: string;
  readonly name: string;
  readonly expiresInMs: number;
}

// The window must open within the press itself, so what it carries is made beforehand.
function createPress(locationId: string, signedIn: (session: Session) => void) {
  let prepared: { readonly verifier: string; readonly challenge: string } | undefined;
  const prepare = async (): Promise<void> => {
    const verifier = encoded(crypto.getRandomValues(new Uint8Array(32)));
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    prepared = { verifier, challenge: encoded(new Uint8Array(hash)) };
  };
  return {
    prepare,
    async sign(): Promise<void> {
      if (prepared === undefined) return;
      const { verifier, challenge } = prepared;
      const address = `/embed/sign-in?location=${encodeURIComponent(locationId)}&challenge=${challenge}`;
      const opened = open(address, "_blank", "popup,width=640,height=760");
      void prepare();
      if (opened === null) throw new Error("blocked");
      signedIn(await exchange(await codeFrom(opened), verifier));
    },
  };
}

// Only the window that was opened, on this very origin, may say how it went.
function codeFrom(opened: Window): Promise<string> {
  return new Promise((resolve) => {
    const heard = ({ source, origin, data }: MessageEvent<unknown>): void => {
      if (source !== opened || origin !== location.origin || !isCode(data)) return;
      removeEventListener("message", heard);
      resolve(data.code);
    };
    addEventListener("message", heard);
  });
}

async function exchange(code: string, verifier: string): Promise<Session> {
  const answer = await fetch("/embed/sign-in/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, verifier }),
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
  const session: unknown = await answer.json();
  if (!answer.ok || !isSession(session)) throw new Error("refused");
  return session;
}

function isCode(data: unknown): data is { readonly code: string } {
  if (typeof data !== "object" || data === null || !("type" in data) || !("code" in data)) return false;
  return data.type === "cpis:signed-in" && typeof data.code === "string";
}

function isSession(value: unknown): value is Session {
  if (typeof value !== "object" || value === null) return false;
  const { token, name, expiresInMs } = value as Partial<Record<keyof Session, unknown>>;
  return typeof token === "string" && typeof name === "string" && typeof expiresInMs === "number";
}

function encoded(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
