/**
 * Parse functions for what a gateway sends to its pages about a lookup.
 *
 * Fields unknown to this version are left out, not refused: a page may be older than its gateway for a while.
 */
import type { LookupStateKind } from "../domain/lookup-state.js";
import type { BankHolidays, OfficeHours, OpeningPeriod } from "../domain/office-hours.js";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import type { ContactGuidance, LookupStateEvent, LookupView } from "./lookup.js";
import { checkedBy, lookupState } from "./parse-lookup-state.js";
import { accessMode, environment } from "./parse-settings.js";
import {
  flag,
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  readAs,
  table,
  text,
  uuid,
  wholeNumber,
} from "./shape.js";

const officeHours = object<OfficeHours>(
  {
    periods: list(
      object<OpeningPeriod>(
        { days: list(wholeNumber(1), { atMost: 7 }), opens: text(), closes: text() },
        "ignore",
      ),
      { atMost: 100 },
    ),
  },
  "ignore",
);

const contacts = object<ContactGuidance>(
  {
    officeHours: table(officeHours),
    bankHolidays: optional(
      object<BankHolidays>({ dates: list(text(), { atMost: 1000 }), coveredUntil: text() }, "ignore"),
    ),
  },
  "ignore",
);

const lookupView = object<LookupView>(
  {
    lookupId: uuid,
    version: wholeNumber(0),
    state: lookupState,
    mayStillChange: optional(flag),
    accessMode: optional(accessMode),
    environment,
    serverTime: instant,
    checkedBy: optional(checkedBy),
    askedAt: optional(instant),
    reused: flag,
    contentExpiresAt: optional(instant),
    contacts: optional(contacts),
    safeguardingTelephone: optional(text()),
  },
  "ignore",
);

const stateEvent = object<LookupStateEvent>(
  {
    lookupId: uuid,
    version: wholeNumber(0),
    kind: oneOf<LookupStateKind>({
      idle: true,
      checking: true,
      record: true,
      "no-record": true,
      "not-checked": true,
      failed: true,
      stale: true,
    }),
    final: flag,
  },
  "ignore",
);

/**
 * The answer to `POST /api/v1/lookups` and `GET /api/v1/lookups/{id}`, for the lookup that was asked about.
 *
 * Throws `CPIS_MESSAGE_MALFORMED` for anything else, another lookup's view included (H-02). Its context says
 * `claimed: "record"` where the state called itself a record: unreadable then means *treat it as a positive*.
 */
export function parseLookupView(body: unknown, lookupId: string): LookupView {
  const issues: Issue[] = [];
  const view = lookupView(body, { path: "", issues });
  if (view !== invalid && view.lookupId === lookupId) return view;
  if (view !== invalid) issues.push({ path: "lookupId", message: "belongs to another lookup" });
  throw new CpisError("CPIS_MESSAGE_MALFORMED", {
    issues,
    context: { lookupId, claimed: claimedKind(body) },
  });
}

/** Data of a `state` event, for the lookup whose stream it is. Throws `CPIS_MESSAGE_MALFORMED`. */
export function parseLookupStateEvent(body: unknown, lookupId: string): LookupStateEvent {
  const event = readAs(stateEvent, body);
  if (event.lookupId === lookupId) return event;
  throw new CpisError("CPIS_MESSAGE_MALFORMED", {
    context: { lookupId },
    issues: [{ path: "lookupId", message: "belongs to another lookup" }],
  });
}

function claimedKind(body: unknown): string {
  const claims = object<{ state: { kind: string } }>({ state: object({ kind: text() }, "ignore") }, "ignore");
  const claim = claims(body, { path: "", issues: [] });
  return claim !== invalid && claim.state.kind === "record" ? "record" : "other";
}
