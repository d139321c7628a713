import { BehaviorSubject, type Observable } from "rxjs";
import type { Asker } from "../pipeline/pipeline-inputs.js";
import type { LookupClient } from "../ports/lookup-client.js";
import type { Asking } from "./asking.js";
import type { BannerElement } from "./bind-element.js";
import type { FollowParts } from "./follow-lookup.js";
import { createBell, type Bell } from "./pause.js";

/** What asks the gateway for a page, once its scripts are there. */
export interface PageAsker extends Pick<LookupClient, "report"> {
  /** The newest at once; never ends. */
  readonly changes: Observable<Asker>;
  /** A person wants an answer now: what is missing is fetched again at once. */
  readonly retry: () => void;
  readonly stop: () => void;
}

/** What the scripts are fetched for. */
export interface AskerParts {
  readonly element: BannerElement;
  readonly following: FollowParts;
  /** The tag was defined by somebody else: nothing of ours would be drawn, so nothing is fetched or asked any more. */
  readonly onForeign: () => void;
}

/**
 * Fetches, at once, what the first script does not hold: the client that asks, and what the banner needs to draw an
 * answer. Before both are there nobody can ask, so that no check is made whose answer could not be shown.
 *
 * What cannot be fetched is tried again, by itself and on a press, for as long as the plugin runs.
 */
export function createAsker(parts: AskerParts): PageAsker {
  const changes = new BehaviorSubject<Asker>("coming");
  const bell = createBell();
  const controller = new AbortController();
  let client: LookupClient | undefined;
  const got = (asking: Asking): void => {
    client = asking.client;
    changes.next(asking.ask);
  };
  const missing = (): void => changes.next("missing");
  void keepFetching(parts, { got, missing, bell }, controller.signal);
  return {
    changes,
    // There is nothing to report before something could be asked.
    report: async (lookupId, events) => client?.report(lookupId, events),
    retry() {
      if (changes.value !== "missing") return;
      changes.next("coming");
      bell.ring();
    },
    stop: () => controller.abort(),
  };
}

/** Whether an element is defined and not ours. The properties that we set ourselves prove nothing; its class does. */
export const isForeign = (element: Element): boolean =>
  element.matches(":defined") && !("contextKey" in (Object.getPrototypeOf(element) as object));

interface Fetching {
  readonly got: (asking: Asking) => void;
  readonly missing: () => void;
  readonly bell: Bell;
}

async function keepFetching(
  parts: AskerParts,
  { got, missing, bell }: Fetching,
  signal: AbortSignal,
): Promise<void> {
  const { element, following, onForeign } = parts;
  const { scriptsMs, scriptsRetryMs } = following.timings;
  await defined(element);
  if (!signal.aborted && isForeign(element)) {
    onForeign();
    return;
  }
  for (let failures = 0; !signal.aborted; failures += 1) {
    const late = setTimeout(missing, scriptsMs);
    const asking = await fetchOnce(parts);
    clearTimeout(late);
    if (asking !== undefined) {
      got(asking);
      return;
    }
    missing();
    const step = scriptsRetryMs[Math.min(failures, scriptsRetryMs.length - 1)] ?? 0;
    await bell.wait(step * (0.75 + following.random() / 2), signal);
  }
}

async function defined(element: Element): Promise<void> {
  if (element.matches(":defined")) return;
  await customElements.whenDefined(element.localName);
  customElements.upgrade(element);
}

async function fetchOnce({ element, following }: AskerParts): Promise<Asking | undefined> {
  try {
    const [{ createAsking }, canDraw] = await Promise.all([
      import("./asking.js"),
      element.prepare?.() ?? true,
    ]);
    return canDraw ? createAsking(following) : undefined;
  } catch {
    return undefined;
  }
}
