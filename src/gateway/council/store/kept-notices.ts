import type { EpisodeEvent, StoredOpening } from "../../../ports/notice-store.js";
import { sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { damageLog } from "./damage-log.js";
import { councilPlace } from "./seal-json.js";

const countOpenings = statement<object>()(() =>
  sql.selectFrom("notice_opening").select((eb) => eb.fn.countAll<number>().as("count")),
);
const openingKeys = statement<object>()(() =>
  sql.selectFrom("notice_opening").select("opening_hash").orderBy("received_at"),
);
const oneOpening = statement<{ hash: Uint8Array }>()((slot) =>
  sql.selectFrom("notice_opening").selectAll().where("opening_hash", "=", slot("hash")),
);
const eventsAfter = statement<{ id: number }>()((slot) =>
  sql.selectFrom("episode_event").selectAll().where("id", ">", slot("id")).orderBy("id"),
);

/** Openings and events as they were read; both tables only grow, so that each row is opened once. */
export interface KeptNotices {
  /** The same list until another opening comes. */
  openings(): readonly StoredOpening[];
  events(): ReadonlyMap<string, readonly EpisodeEvent[]>;
  /** Whether an opening is stored, damaged or not. */
  isKnown(hash: Uint8Array): boolean;
}

/** Notices of one store. */
export function createKeptNotices(context: StoreContext): KeptNotices {
  const { database } = context;
  const opened = new Map<string, StoredOpening | undefined>();
  let list: readonly StoredOpening[] = [];
  const events = new Map<string, readonly EpisodeEvent[]>();
  let lastEvent = 0;
  return {
    openings() {
      if ((database.first(countOpenings, {})?.count ?? 0) === opened.size) return list;
      list = database.all(openingKeys, {}).flatMap(({ opening_hash: hash }) => {
        const key = Buffer.from(hash).toString("hex");
        if (!opened.has(key)) opened.set(key, openOpening(context, hash, key));
        return opened.get(key) ?? [];
      });
      return list;
    },
    events() {
      for (const row of database.all(eventsAfter, { id: lastEvent })) {
        const before = events.get(row.episode_id) ?? [];
        events.set(row.episode_id, [...before, openEvent(context, row, before.at(-1))]);
        lastEvent = row.id;
      }
      return events;
    },
    isKnown: (hash) => database.first(oneOpening, { hash }) !== undefined,
  };
}

function openOpening(context: StoreContext, hash: Uint8Array, key: string): StoredOpening | undefined {
  const row = context.database.first(oneOpening, { hash });
  if (row === undefined) return undefined;
  const damaged = { place: "opening" as const, key, receivedAt: row.received_at };
  return damageLog(context).open(row.sealed_opening, councilPlace.opening(key), damaged);
}

// Whatever it was, it may have reopened the episode: somebody has to look, and the data officer has it now (H-17, H-18).
function openEvent(
  context: StoreContext,
  { event_key: key, sealed_event: sealed }: { readonly event_key: string; readonly sealed_event: Uint8Array },
  before: EpisodeEvent | undefined,
): EpisodeEvent {
  const event = damageLog(context).open(sealed, councilPlace.episodeEvent(key), {
    place: "episode-event",
    key,
  });
  return event ?? { kind: "routed", at: before?.at ?? 0, to: { kind: "data-officer" }, why: "new" };
}
