import { describe, expect, test } from "vitest";
import type { DisplayEvents, LookupRequest, UncheckedPatient } from "../../../src/contract/lookup.js";
import {
  parseDisplayEvents,
  parseLookupRequest,
  parseUncheckedPatient,
} from "../../../src/contract/parse-lookup.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

const request: Required<LookupRequest> = {
  lookupId: "0B4C0D7E-3B5A-4C58-9F0A-2A3F0D9B7C11",
  trigger: "opened",
  locationId: "ED-MAIN",
  patient: {
    nhsNumber: "999 000 1014",
    nhsNumberStatus: "verified",
    birthDate: "2019-04-14",
    pregnancy: "not-recorded",
  },
  encounter: { id: "A&E-1" },
  localId: { system: "", value: "P1" },
};

const unchecked: Required<UncheckedPatient> = {
  reportId: "0b4c0d7e-3b5a-4c58-9f0a-2a3f0d9b7c12",
  locationId: "ED-MAIN",
  reason: "nhs-number-invalid",
  encounter: { id: "A&E-1" },
  localId: { system: "mrn", value: "P1" },
};

const events: DisplayEvents = {
  events: [
    {
      eventId: "5b4c0d7e-3b5a-4c58-9f0a-2a3f0d9b7c11",
      sequence: 1,
      kind: "displayed",
      at: "2026-01-05T14:30:00.000Z",
      version: 3,
    },
  ],
};

function faultsOf(read: () => unknown): CpisError {
  try {
    read();
  } catch (error) {
    if (CpisError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a lookup request", () => {
  test("is read back as it was written", () => {
    expect(parseLookupRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
  });

  test("may leave out everything about the patient, because absence has its own words", () => {
    const { lookupId, trigger, locationId } = request;
    expect(parseLookupRequest({ lookupId, trigger, locationId, patient: {} })).toEqual({
      lookupId,
      trigger,
      locationId,
      patient: {},
    });
  });

  test("reports every fault at once, each with its place", () => {
    const error = faultsOf(() =>
      parseLookupRequest({ lookupId: "1", trigger: "auto", patient: { birthDate: 2019, pregnancy: "yes" } }),
    );
    expect(error.code).toBe("CPIS_REQUEST_INVALID");
    expect(error.issues.map((issue) => issue.path).sort()).toEqual([
      "locationId",
      "lookupId",
      "patient.birthDate",
      "patient.pregnancy",
      "trigger",
    ]);
  });

  test("never repeats what it refuses", () => {
    const error = faultsOf(() =>
      parseLookupRequest({ ...request, patient: { nhsNumber: "9990001014".repeat(9) }, "9990001014": "Ann" }),
    );
    expect(JSON.stringify([error.message, error.issues, error.context])).not.toMatch(/999000|Ann/);
  });

  test.each([
    ["an access mode", { ...request, accessMode: "scheduled" }],
    ["a field inside the patient", { ...request, patient: { ...request.patient, familyName: "Test" } }],
    ["null for an optional field", { ...request, encounter: null }],
    ["a list", [request]],
    ["text", "request"],
    ["nothing", undefined],
  ])("refuses %s (H-13)", (_what, body) => {
    expect(faultsOf(() => parseLookupRequest(body)).code).toBe("CPIS_REQUEST_INVALID");
  });

  test.each(["03/02/2018", "2018-13-04", "2018-2-3", "unknown"])(
    "refuses the date of birth %j, with which no answer could be compared (H-01)",
    (birthDate) => {
      const error = faultsOf(() =>
        parseLookupRequest({ ...request, patient: { ...request.patient, birthDate } }),
      );
      expect(error.issues.map(({ path }) => path)).toEqual(["patient.birthDate"]);
    },
  );

  test.each(["2018", "2018-02", "2018-02-03"])("takes as much of a date of birth as %j says", (birthDate) => {
    const read = parseLookupRequest({ ...request, patient: { ...request.patient, birthDate } });
    expect(read.patient.birthDate).toBe(birthDate);
  });

  test("does not take inherited properties for fields", () => {
    expect(faultsOf(() => parseLookupRequest(Object.create(request))).issues).toHaveLength(4);
    expect(faultsOf(() => parseLookupRequest({ ...request, trigger: "constructor" })).issues).toHaveLength(1);
  });
});

describe("a report of a patient who was not checked", () => {
  test("is read back as it was written, and needs nothing that says who it is", () => {
    expect(parseUncheckedPatient(JSON.parse(JSON.stringify(unchecked)))).toEqual(unchecked);
    const { reportId, locationId, reason } = unchecked;
    expect(parseUncheckedPatient({ reportId, locationId, reason })).toEqual({ reportId, locationId, reason });
  });

  test.each([
    ["an NHS number", { ...unchecked, nhsNumber: "9990001015" }],
    ["a patient", { ...unchecked, patient: { nhsNumber: "9990001015" } }],
    ["a name", { ...unchecked, familyName: "Test" }],
    ["a reason that is nobody's omission", { ...unchecked, reason: "not-in-automatic-group" }],
    ["a reason that the gateway decides", { ...unchecked, reason: "switched-off" }],
    ["a report id that is none", { ...unchecked, reportId: "1" }],
    ["a local id of nothing", { ...unchecked, localId: { system: "mrn", value: "" } }],
    ["a local id with more than itself", { ...unchecked, localId: { ...unchecked.localId, use: "usual" } }],
    ["no location", { ...unchecked, locationId: undefined }],
  ])("with %s is refused, and no value is repeated (H-06)", (_what, body) => {
    const error = faultsOf(() => parseUncheckedPatient(body));
    expect(error.code).toBe("CPIS_REQUEST_INVALID");
    expect(JSON.stringify([error.message, error.issues, error.context])).not.toMatch(/999000|Test/);
  });
});

describe("display events", () => {
  test("are read back as they were written", () => {
    expect(parseDisplayEvents(JSON.parse(JSON.stringify(events)))).toEqual(events);
  });

  test.each([
    ["no event", { events: [] }],
    ["more than a page can have", { events: Array.from({ length: 101 }, () => events.events[0]) }],
    ["a sequence below one", { events: [{ ...events.events[0], sequence: 0 }] }],
    ["a time without an offset", { events: [{ ...events.events[0], at: "2026-01-05T14:30:00" }] }],
    ["an unknown kind", { events: [{ ...events.events[0], kind: "printed" }] }],
  ])("with %s are refused", (_what, body) => {
    expect(faultsOf(() => parseDisplayEvents(body)).code).toBe("CPIS_REQUEST_INVALID");
  });
});
