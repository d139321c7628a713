import { toInstant } from "../../domain/instant.js";
import { pauses as keepsBack, type Pause, type PausedCheck, type PauseScope } from "../../domain/pause.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AuditActor, AuditEntry } from "../../ports/audit.js";
import type { PauseRequest, PauseSwitch } from "../../ports/pause-switch.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Telemetry } from "../../ports/telemetry.js";
import { insertAudit } from "../audit/audit-rows.js";
import { slots, sql, statement } from "../store/statement.js";
import { sealPlace, type StoreContext } from "../store/store-context.js";
import { createStandingAlarm } from "../telemetry/standing-alarm.js";
import type { PauseTable } from "./pause-table.js";

/** A switch with what reminds of it. */
export interface WorkingPauseSwitch extends PauseSwitch {
  /** Raises the alarm again where a pause has been on for long; asked as often as one likes. */
  remind(): void;
}

/** What a switch works with. */
export interface PauseParts {
  readonly store: StoreContext;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly telemetry: Pick<Telemetry, "alarm" | "alarmOver" | "measure">;
  /** Those that are configured now. */
  readonly locations: () => readonly { readonly id: string }[];
}

interface PauseWords {
  readonly reason: string;
  readonly by: string;
}

const readOn = statement<object>()(() =>
  sql.selectFrom("pause").selectAll().where("ended_at", "is", null).orderBy("begun_at").orderBy("pause_id"),
);
const insertPause = statement<PauseTable>()((slot) =>
  sql.insertInto("pause").values(
    slots(slot, {
      pause_id: true,
      scope: true,
      location_id: true,
      begun_at: true,
      ended_at: true,
      sealed_words: true,
    }),
  ),
);
const endPause = statement<{ at: number; id: string }>()((slot) =>
  sql
    .updateTable("pause")
    .set({ ended_at: slot("at") })
    .where("pause_id", "=", slot("id"))
    .where("ended_at", "is", null),
);

const hourMs = 3_600_000;

/**
 * Pauses in the store's own file, and those that are on in memory, where every query asks before its first byte.
 *
 * In doubt nothing leaves: a pause is in memory before it is written, and is taken out of it only once its end is.
 */
export function createPauseSwitch(parts: PauseParts): WorkingPauseSwitch {
  const { store, clock, ids } = parts;
  const on = new Map(store.database.all(readOn, {}).map((row) => [row.pause_id, toPause(store, row)]));
  const listeners = new Set<(pause: Pause) => void>();
  const remind = createReminder(on, parts);
  remind();
  return {
    list: () => [...on.values()],
    applying: (check) => findApplying([...on.values()], check),
    remind,
    async begin(request, actor) {
      refuseUnknownLocation(request.scope, parts.locations());
      const pause = newPause(ids.uuid(), clock.now(), request, actor);
      on.set(pause.id, pause);
      try {
        await store.commits.write(() => {
          store.database.run(insertPause, toRow(store, pause));
          insertAudit(store, auditEntry("pause-begun", pause, actor, clock.now(), request.reason));
        });
      } catch (error) {
        on.delete(pause.id);
        throw error;
      }
      remind();
      for (const listener of listeners) listener(pause);
      return pause;
    },
    async end(id, actor) {
      const pause = on.get(id);
      if (pause === undefined) throw new CpisError("CPIS_PAUSE_NOT_FOUND");
      await store.commits.write(() => {
        const at = clock.now();
        if (store.database.run(endPause, { at, id }) === 0) throw new CpisError("CPIS_PAUSE_NOT_FOUND");
        insertAudit(store, auditEntry("pause-ended", pause, actor, at));
      });
      on.delete(id);
      remind();
      return pause;
    },
    onBegin(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function createReminder(on: ReadonlyMap<string, Pause>, { telemetry, clock }: PauseParts): () => void {
  const alarm = createStandingAlarm({ name: "paused", telemetry, clock, repeatMs: hourMs });
  return () => {
    telemetry.measure("cpis_paused", on.size);
    const oldest = [...on.values()][0];
    alarm.set(oldest !== undefined, { count: on.size, reason: oldest?.scope.kind ?? "none" });
  };
}

// Which automatic checks are off is of no matter where every check is.
function findApplying(on: readonly Pause[], check: PausedCheck): Pause | undefined {
  const applying = on.filter((pause) => keepsBack(pause, check));
  return applying.find(({ scope }) => scope.kind !== "automatic") ?? applying[0];
}

function refuseUnknownLocation(scope: PauseScope, locations: readonly { readonly id: string }[]): void {
  if (scope.kind !== "location" || locations.some(({ id }) => id === scope.locationId)) return;
  const issues = [{ path: "scope.locationId", message: "is no location of this site" }];
  throw new CpisError("CPIS_REQUEST_INVALID", { issues });
}

function newPause(id: string, at: number, { scope, reason }: PauseRequest, actor: AuditActor): Pause {
  return { id, scope, since: toInstant(at), reason, by: actor.name ?? actor.id };
}

function toRow({ sealer }: StoreContext, { id, scope, since, reason, by }: Pause): PauseTable {
  const words: PauseWords = { reason, by };
  return {
    pause_id: id,
    scope: scope.kind,
    location_id: scope.kind === "location" ? scope.locationId : null,
    begun_at: Date.parse(since),
    ended_at: null,
    sealed_words: sealer.seal(JSON.stringify(words), sealPlace.pauseWords(id)),
  };
}

// A pause whose words cannot be read any more is on all the same.
function toPause({ sealer }: StoreContext, row: PauseTable): Pause {
  const text = sealer.openIfIntact(row.sealed_words, sealPlace.pauseWords(row.pause_id));
  const words = text === undefined ? { reason: "", by: "" } : (JSON.parse(text) as PauseWords);
  const scope: PauseScope =
    row.location_id !== null
      ? { kind: "location", locationId: row.location_id }
      : { kind: row.scope === "automatic" ? "automatic" : "site" };
  return { id: row.pause_id, scope, since: toInstant(row.begun_at), ...words };
}

function auditEntry(
  action: "pause-begun" | "pause-ended",
  { id, scope }: Pause,
  actor: AuditActor,
  at: number,
  reason?: string,
): AuditEntry {
  return {
    at,
    action,
    actor,
    ...(scope.kind === "location" ? { locationId: scope.locationId } : {}),
    details: { pauseId: id, scope: scope.kind },
    ...(reason === undefined ? {} : { subject: { note: reason } }),
  };
}
