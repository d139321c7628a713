import type { DisplayEvent, DisplayEventKind } from "../contract/lookup.js";
import { CpisError } from "../errors/cpis-error.js";
import type { LookupClient } from "../ports/lookup-client.js";
import type { IdSource } from "../ports/runtime.js";

/** Which answer something happened to. */
export interface ShownAnswer {
  readonly lookupId: string;
  readonly version: number;
}

/** Tells the gateway what happened on the screen, in order, without ever holding the screen up. */
export interface DisplayReports {
  add(answer: ShownAnswer, kind: DisplayEventKind): void;
  /** Sends everything that is not known to have arrived; for a page that is being left. */
  flush(): void;
}

/** What the reports work with. */
export interface ReportParts {
  readonly client: Pick<LookupClient, "report">;
  readonly ids: IdSource;
  /** Now, on the gateway's clock, ISO 8601. */
  readonly now: () => string;
}

interface Queue {
  sequence: number;
  events: DisplayEvent[];
  isSending: boolean;
  tries: number;
  /** The gateway refused an event; whatever follows it would come out of order. */
  isRefused: boolean;
}

const gatherMs = 200;
const retryMs = 2_000;
const maxTries = 10;
const maxBatch = 100;
const maxLookups = 50;

/**
 * Keeps one queue per lookup. An event keeps its id and place until it has arrived, so that sending it again changes
 * nothing; a gateway that refuses the events is not asked again.
 */
export function createDisplayReports({ client, ids, now }: ReportParts): DisplayReports {
  const queues = new Map<string, Queue>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const sendAll = (): void => {
    timer = undefined;
    for (const [lookupId, queue] of queues)
      if (!queue.isSending) void send(client, lookupId, queue, schedule);
  };
  const schedule = (ms: number): void => {
    timer ??= setTimeout(sendAll, ms);
  };
  return {
    add({ lookupId, version }, kind) {
      const queue = queues.get(lookupId) ?? {
        sequence: 0,
        events: [],
        isSending: false,
        tries: 0,
        isRefused: false,
      };
      if (queue.isRefused) return;
      queues.set(lookupId, queue);
      queue.tries = 0;
      queue.sequence += 1;
      queue.events.push({ eventId: ids.uuid(), sequence: queue.sequence, kind, at: now(), version });
      const [oldest] = queues.keys();
      if (queues.size > maxLookups && oldest !== undefined) queues.delete(oldest);
      schedule(gatherMs);
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      // What is on its way goes again: nobody is left to notice if it does not arrive.
      for (const [lookupId, queue] of queues) void send(client, lookupId, queue, () => undefined);
    },
  };
}

async function send(
  client: ReportParts["client"],
  lookupId: string,
  queue: Queue,
  again: (ms: number) => void,
): Promise<void> {
  const batch = queue.events.slice(0, maxBatch);
  if (batch.length === 0) return;
  queue.isSending = true;
  try {
    await client.report(lookupId, batch);
    queue.events = queue.events.filter((event) => !batch.includes(event));
    queue.tries = 0;
    if (queue.events.length > 0) again(0);
  } catch (error) {
    queue.tries += 1;
    queue.isRefused = !CpisError.is(error) || error.category === "invalid";
    if (queue.isRefused) queue.events = [];
    else if (queue.tries < maxTries) again(retryMs);
  } finally {
    queue.isSending = false;
  }
}
