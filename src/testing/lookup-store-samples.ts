import type { OpenedLookup, OpenLookup, AskPlan, QueryDraft } from "../ports/lookup-store.js";
import type { ProtectionRecord } from "../domain/protection-record.js";

/** A moment for contract cases to count from. */
export const noon = Date.UTC(2026, 0, 5, 12);

let made = 0;

/** An id nobody has used. */
export function newId(): string {
  made += 1;
  return `00000000-0000-4000-8000-${made.toString(16).padStart(12, "0")}`.toUpperCase();
}

/** What a caller may change of a sample request. */
export interface SampleChanges extends Partial<Omit<OpenLookup, "decision">> {
  readonly ask?: Partial<AskPlan>;
}

/** A query about a synthetic child. */
export function sampleDraft(changes: Partial<QueryDraft> = {}): QueryDraft {
  const messageId = changes.messageId ?? newId();
  const conversationId = newId();
  return {
    messageId,
    conversationId,
    queryId: newId(),
    nhsNumber: "9995260182",
    birthDate: "2018-02-03",
    message: {
      messageId,
      conversationId,
      contentType: "multipart/related",
      soapAction: '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"',
      body: new TextEncoder().encode("bytes of the query about 9995260182"),
    },
    keepMessage: true,
    ...changes,
  };
}

/** A request that may be asked. */
export function sampleRequest({ ask, ...changes }: SampleChanges = {}): OpenLookup {
  const lookupId = changes.lookupId ?? newId();
  const owner = changes.owner ?? "person:999900000101";
  const at = changes.at ?? noon;
  return {
    lookupId,
    owner,
    at,
    fingerprint: "the same request",
    locationId: "ed",
    accessMode: "unscheduled",
    birthDate: "2018-02-03",
    audit: { at, lookupId, locationId: "ed", subject: { nhsNumber: "9995260182", encounterId: "ENC-1" } },
    ...changes,
    decision: {
      kind: "ask",
      ask: {
        reuseKey: "patient, encounter, organisation, unscheduled",
        patientKey: "patient, organisation",
        reuseWindowMs: 12 * 3_600_000,
        force: false,
        answerMs: 30_000,
        endsEarlierEncounters: true,
        asker: { owner, name: "Ama O’Rell", bySystem: false },
        draft: () => sampleDraft(),
        ...ask,
      },
    },
  };
}

/** A record with one plan. */
export const sampleRecord: ProtectionRecord = {
  authorities: [
    {
      odsCode: "ZZL01",
      name: "Northshire Council",
      officeHoursTelephone: "01632960101",
      emergencyDutyTelephone: "01632960199",
      plans: [{ kind: "child-protection-plan", startDate: "2025-11-03T09:00" }],
    },
  ],
  subjects: [
    {
      kind: "child",
      nhsNumber: "9995260182",
      birthDate: "2018-02-03",
      givenName: "Milo",
      familyName: "Fernsby",
    },
  ],
  accesses: [],
  gaps: [],
};

/** The MessageId of the query behind an opened lookup. Throws where there is none. */
export function messageIdOf(opened: OpenedLookup): string {
  const id = "lookup" in opened ? opened.lookup.query?.messageId : undefined;
  if (id === undefined) throw new Error(`no query behind this lookup: ${opened.kind}`);
  return id;
}
