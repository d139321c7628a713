import type { EpisodeEvent, NoticeArrival, NoticeStore } from "../../../ports/notice-store.js";
import { insertAudit } from "../../audit/audit-rows.js";
import type {
  EpisodeEventTable,
  InactiveNumberTable,
  NoticeOpeningTable,
} from "../../store/council-tables.js";
import { slots, sql, statement } from "../../store/statement.js";
import type { StoreContext } from "../../store/store-context.js";
import { concludeMessage } from "./mailbox-rows.js";
import { damageLog } from "./damage-log.js";
import { createKeptNotices } from "./kept-notices.js";
import { councilPlace, numberHash, sealJson } from "./seal-json.js";

const insertOpening = statement<NoticeOpeningTable>()((slot) =>
  sql
    .insertInto("notice_opening")
    .values(slots(slot, { opening_hash: true, received_at: true, sealed_opening: true }))
    .onConflict((conflict) => conflict.doNothing()),
);
const countEvents = statement<{ episodeId: string }>()((slot) =>
  sql
    .selectFrom("episode_event")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("episode_id", "=", slot("episodeId")),
);
const insertEvent = statement<Omit<EpisodeEventTable, "id">>()((slot) =>
  sql.insertInto("episode_event").values({
    episode_id: slot("episode_id"),
    sealed_event: slot("sealed_event"),
    event_key: slot("event_key"),
  }),
);
const allInactive = statement<object>()(() =>
  sql.selectFrom("inactive_number").selectAll().orderBy("received_at"),
);
const insertInactive = statement<InactiveNumberTable>()((slot) =>
  sql
    .insertInto("inactive_number")
    .values(slots(slot, { number_hash: true, received_at: true, sealed_notice: true }))
    .onConflict((conflict) =>
      conflict.column("number_hash").doUpdateSet((eb) => ({
        received_at: eb.ref("excluded.received_at"),
        sealed_notice: eb.ref("excluded.sealed_notice"),
      })),
    ),
);

/** Notices in the store's own file, sealed. */
export function createSqliteNoticeStore(context: StoreContext): NoticeStore {
  const { commits, database, sealer } = context;
  const kept = createKeptNotices(context);
  const read = async <T>(job: () => T): Promise<T> => {
    await Promise.resolve();
    return job();
  };
  return {
    arrive: (arrival, at) => commits.write(() => arrive(context, arrival, at)),
    openings: () => read(() => kept.openings()),
    known: (keys) =>
      read(() => new Set(keys.filter((key) => kept.isKnown(sealer.keyedHash(`opening ${key}`))))),
    events: () => read(() => kept.events()),
    append: (episodeId, events, expected, audit) =>
      commits.write(() => {
        if ((database.first(countEvents, { episodeId })?.count ?? 0) !== expected) return false;
        for (const event of events) addEvent(context, episodeId, event);
        for (const entry of audit) insertAudit(context, entry);
        return true;
      }),
    inactiveNumbers: () =>
      read(() =>
        database.all(allInactive, {}).flatMap((row) => {
          const key = Buffer.from(row.number_hash).toString("hex");
          return (
            damageLog(context).open(row.sealed_notice, councilPlace.inactiveNumber(key), {
              place: "closed-number",
              key,
              subject: key,
              receivedAt: row.received_at,
            }) ?? []
          );
        }),
      ),
    episodeName: (domainId) => sealer.keyedHash(`episode ${domainId}`).toString("base64url"),
  };
}

function arrive(context: StoreContext, arrival: NoticeArrival, at: number): void {
  const { database, sealer } = context;
  for (const opening of arrival.openings) {
    const hash = sealer.keyedHash(`opening ${opening.key}`);
    database.run(insertOpening, {
      opening_hash: hash,
      received_at: opening.receivedAt,
      sealed_opening: sealJson(context, opening, councilPlace.opening(hash.toString("hex"))),
    });
  }
  for (const { episodeId, event } of arrival.events) addEvent(context, episodeId, event);
  for (const inactive of arrival.inactiveNumbers) {
    const hash = numberHash(context, inactive.notice.nhsNumber);
    damageLog(context).mended({ place: "closed-number", key: hash.toString("hex") });
    database.run(insertInactive, {
      number_hash: hash,
      received_at: inactive.receivedAt,
      sealed_notice: sealJson(context, inactive, councilPlace.inactiveNumber(hash.toString("hex"))),
    });
  }
  for (const entry of arrival.audit) insertAudit(context, entry);
  concludeMessage(context, arrival.message, arrival.disposition, arrival.reason, at);
}

function addEvent(context: StoreContext, episodeId: string, event: EpisodeEvent): void {
  const eventKey = context.ids.uuid();
  context.database.run(insertEvent, {
    episode_id: episodeId,
    sealed_event: sealJson(context, event, councilPlace.episodeEvent(eventKey)),
    event_key: eventKey,
  });
}
