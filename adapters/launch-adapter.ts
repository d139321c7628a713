import { Subject } from "rxjs";
import { parseProblem } from "../src/contract/parse-lookup-view.js";
import { parseLaunchSession, type LaunchedPatient } from "../src/contract/parse-launch.js";
import type { ErrorCode } from "../src/errors/codes.js";
import { CpisError } from "../src/errors/cpis-error.js";
import type { HostChannel } from "../src/ports/host-channel.js";
import type { Clock } from "../src/ports/runtime.js";
import type { Timers } from "../src/ports/telemetry.js";
import { createChannelContext } from "./message-port-context.js";

/** How a launched page is set up. */
export interface LaunchOptions {
  readonly clock?: Clock;
  readonly timers?: Timers;
}

const pageClock: Clock = { now: () => Date.now() };
const pageTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * The context of a page that was opened by a signed link: one patient, then none.
 *
 * The code leaves the address and the history before it is used. What came for it is held in this script's memory only:
 * a page that is reloaded, restored or older than its session knows nobody, and says where to open the patient again.
 */
export function createLaunchAdapter({
  clock = pageClock,
  timers = pageTimers,
}: LaunchOptions = {}): HostChannel {
  const context = createChannelContext("launch", clock);
  const faults = new Subject<ErrorCode>();
  let token: string | undefined;
  let run = 0;
  let cancelEnd: (() => void) | undefined;

  const end = (code: ErrorCode): void => {
    token = undefined;
    context.lose("expired");
    faults.next(code);
  };
  const begin = async (thisRun: number): Promise<void> => {
    let session: LaunchedPatient;
    try {
      session = await redeem(takeCode());
    } catch (error) {
      if (thisRun === run) end(CpisError.is(error) ? error.code : "CPIS_GATEWAY_UNREACHABLE");
      return;
    }
    if (thisRun !== run) return;
    token = session.token;
    cancelEnd = timers.after(session.expiresInMs, () => end("CPIS_LAUNCH_EXPIRED"));
    context.open(session.patient, session.encounter);
  };
  return {
    id: "launch",
    events: context.events,
    faults: faults.asObservable(),
    contextSeq: () => 1,
    forget: () => {
      context.forget();
    },
    tell: () => undefined,
    getToken({ rejected }) {
      if (rejected && token !== undefined) end("CPIS_LAUNCH_EXPIRED");
      return token === undefined
        ? Promise.reject(new CpisError("CPIS_TOKEN_MISSING"))
        : Promise.resolve(token);
    },
    start() {
      run += 1;
      void begin(run);
    },
    stop() {
      run += 1;
      token = undefined;
      cancelEnd?.();
      context.close();
    },
  };
}

function takeCode(): string {
  const code = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
  if (code === "") throw new CpisError("CPIS_LAUNCH_MISSING");
  return code;
}

async function redeem(code: string): Promise<LaunchedPatient> {
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
