/** Parse functions for what a page sends to its gateway. What comes back is read in `parse-lookup-view.ts`. */
import type { LookupTrigger, NumberObstacle } from "../domain/eligibility.js";
import type { LocalIdentifier, NhsNumberStatus, PregnancyStatus } from "../domain/patient-context.js";
import { CpisError, type Issue } from "../errors/cpis-error.js";
import type {
  DisplayEvent,
  DisplayEventKind,
  DisplayEvents,
  LookupRequest,
  UncheckedPatient,
} from "./lookup.js";
import {
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  uuid,
  wholeNumber,
  type Reader,
} from "./shape.js";

const id = text({ minLength: 1, maxLength: 256 });

// A number is taken as the host holds it: whether it is an NHS number is decided by the domain, with words.
const asHeld = text({ maxLength: 64 });

// As much of the date as the host knows. Any other form could not be compared with the answer's, so every answer would
// look like another person's after its council had been told; it is refused before anything is asked (H-01).
const birthDate = text({
  maxLength: 10,
  pattern: /^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$/,
});

const encounter = object<{ readonly id: string }>({ id }, "refuse");

// Attributes may name no system.
const localId = object<LocalIdentifier>({ system: text({ maxLength: 256 }), value: id }, "refuse");

const request = object<LookupRequest>(
  {
    lookupId: uuid,
    trigger: oneOf<LookupTrigger>({ opened: true, registered: true, manual: true, "check-again": true }),
    locationId: id,
    patient: object<LookupRequest["patient"]>(
      {
        nhsNumber: optional(asHeld),
        nhsNumberStatus: optional(
          oneOf<NhsNumberStatus>({ verified: true, unverified: true, unknown: true }),
        ),
        birthDate: optional(birthDate),
        pregnancy: optional(
          oneOf<PregnancyStatus>({ pregnant: true, maternity: true, "not-recorded": true }),
        ),
      },
      "refuse",
    ),
    encounter: optional(encounter),
    localId: optional(localId),
  },
  "refuse",
);

const unchecked = object<UncheckedPatient>(
  {
    reportId: uuid,
    locationId: id,
    reason: oneOf<NumberObstacle>({
      "nhs-number-missing": true,
      "nhs-number-invalid": true,
      "nhs-number-unverified": true,
    }),
    encounter: optional(encounter),
    localId: optional(localId),
  },
  "refuse",
);

const displayEvent = object<DisplayEvent>(
  {
    eventId: uuid,
    sequence: wholeNumber(1),
    kind: oneOf<DisplayEventKind>({
      displayed: true,
      "details-opened": true,
      acknowledged: true,
      hidden: true,
      wiped: true,
    }),
    at: instant,
    version: wholeNumber(0),
  },
  "refuse",
);

const displayEvents = object<DisplayEvents>(
  { events: list(displayEvent, { atLeast: 1, atMost: 100 }) },
  "refuse",
);

/**
 * The body of `POST /api/v1/lookups`.
 *
 * An NHS number that is none passes: it is answered with `not-checked`, not with a fault. A field that is not
 * documented is refused, an access mode above all: the setting decides, never the caller.
 * Throws `CPIS_REQUEST_INVALID` with every fault; no issue repeats a value.
 */
export function parseLookupRequest(body: unknown): LookupRequest {
  return parseWith(request, body);
}

/**
 * The body of `POST /api/v1/unchecked-patients`. Whatever else is in it is refused: what is wrong with an NHS number can be
 * said without it. Throws `CPIS_REQUEST_INVALID` with every fault.
 */
export function parseUncheckedPatient(body: unknown): UncheckedPatient {
  return parseWith(unchecked, body);
}

/** The body of `POST /api/v1/lookups/{id}/events`. Throws `CPIS_REQUEST_INVALID` with every fault. */
export function parseDisplayEvents(body: unknown): DisplayEvents {
  return parseWith(displayEvents, body);
}

function parseWith<T>(reader: Reader<T>, body: unknown): T {
  const issues: Issue[] = [];
  const result = reader(body, { path: "", issues });
  if (result === invalid) throw new CpisError("CPIS_REQUEST_INVALID", { issues });
  return result;
}
