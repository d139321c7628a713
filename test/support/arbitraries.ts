import fc from "fast-check";
import type { AccessRecord } from "../../src/codec/hl7v3/access-record.js";
import type { AcknowledgementDetail } from "../../src/codec/hl7v3/acknowledgement.js";
import type { ApplicationAcknowledgement } from "../../src/codec/hl7v3/application-acknowledgement.js";
import type { Author } from "../../src/codec/hl7v3/author.js";
import type { Authority } from "../../src/codec/hl7v3/authority.js";
import type { CodedReason, JobRole, Organisation, PersonName } from "../../src/codec/hl7v3/datatypes.js";
import type { CpisMessage } from "../../src/codec/hl7v3/message.js";
import type { ChildPlan } from "../../src/codec/hl7v3/plan.js";
import type { NhsQuery } from "../../src/codec/hl7v3/query.js";
import type { QueryFailed } from "../../src/codec/hl7v3/query-failed.js";
import type { ChildRecord, QueryResponse } from "../../src/codec/hl7v3/query-response.js";
import type { Subject } from "../../src/codec/hl7v3/subject.js";
import type { ControlActAuthors, Transmission } from "../../src/codec/hl7v3/wrapper.js";
import type { EbxmlHeader } from "../../src/codec/ebxml/header.js";
import { silentReadForms } from "../../src/domain/silent-read.js";

/** Upper-case UUIDs, the only ones HL7's schemas allow. */
export const uuids: fc.Arbitrary<string> = fc.uuid().map((uuid) => uuid.toUpperCase());

/** Synthetic NHS numbers: 999 range, valid check digit. */
export const nhsNumbers: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 999_999 })
  .map((value) => `999${value.toString().padStart(6, "0")}`)
  .map((nine) => ({ nine, check: checkDigit(nine) }))
  .filter(({ check }) => check < 10)
  .map(({ nine, check }) => `${nine}${check.toString()}`);

function checkDigit(nine: string): number {
  const sum = Array.from(nine).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  return (11 - (sum % 11)) % 11;
}

const awkwardNames = [
  "O'Neill",
  "Nuñez-Ångström",
  "Łukasiewicz",
  "नायर",
  "王小明",
  "محمد",
  "𝒜strid 👶",
  "A".repeat(200),
  'x"y<z>&amp;',
  "]]>",
  " leading and trailing ",
  "tab\tline\nreturn\r",
  "0449000000",
];

/** Texts that are hard on a codec, and arbitrary ones that XML can carry. Never empty. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...awkwardNames),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).filter(isCarriable),
);

function isCarriable(text: string): boolean {
  return Array.from(text).every((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return code === 9 || code === 10 || code === 13;
    return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000;
  });
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: length, maxLength: length });
const odsCodes = fc.string({
  unit: fc.constantFrom(...Array.from("ABCDEFGHJKLMNPQRSTVWXYZ0123456789")),
  minLength: 3,
  maxLength: 6,
});

/** Leaves out the keys whose value is undefined, as the codec's own objects do. */
function compact<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape;
}

/** A record of arbitraries in which some may be missing. */
export function shape<Model extends object>(
  model: Record<keyof Model, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Model> {
  return fc.record(model as Record<string, fc.Arbitrary<unknown>>).map((value) => compact(value) as Model);
}

/** A value, or none. */
export function maybe<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

const moments = fc.date({
  min: new Date("2000-01-01T00:00:00Z"),
  max: new Date("2099-12-31T23:59:59Z"),
  noInvalidDate: true,
});
const stamp = (date: Date): string => date.toISOString().replace(/\D/g, "").slice(0, 14);
const creationTimes = moments.map(stamp);
/** Payload moments with their offset. */
export const effectiveTimes = fc
  .tuple(moments, fc.constantFrom("+0000", "+0100"))
  .map(([date, offset]) => stamp(date) + offset);
/** Plan dates, `yyyyMMddHHmm`. */
export const planDates = moments.map((date) => stamp(date).slice(0, 12));
const birthTimes = fc
  .tuple(moments, fc.constantFrom(4, 6, 8))
  .map(([date, length]) => stamp(date).slice(0, length));

/** Organisations and sites. */
export const organisations = shape<Organisation>({
  odsCode: odsCodes,
  name: texts,
  site: maybe(fc.constant(true)),
});
const roles = shape<JobRole>({
  code: fc.constantFrom("R0000", "R0260"),
  codeSystem: fc.constantFrom("2.16.840.1.113883.2.1.3.2.4.17.124", "2.16.840.1.113883.2.1.3.2.4.17.196"),
  displayName: texts,
});
const names = shape<PersonName>({
  prefix: maybe(texts),
  given: fc.array(texts, { maxLength: 3 }),
  family: texts,
  suffix: maybe(texts),
});

/** Both kinds of author. */
export const authors: fc.Arbitrary<Author> = fc.oneof(
  shape<Author>({
    kind: fc.constant("person"),
    role: roles,
    sdsUserId: digits(12),
    roleProfileId: maybe(digits(12)),
    name: names,
    organisation: organisations,
  } as Record<keyof Author, fc.Arbitrary<unknown>>),
  shape<Author>({
    kind: fc.constant("device"),
    asid: digits(12),
    nominated: fc.array(fc.record({ role: roles, name: names }), { maxLength: 2 }),
    organisation: organisations,
  } as unknown as Record<keyof Author, fc.Arbitrary<unknown>>),
);

const transmissions = {
  id: uuids,
  creationTime: creationTimes,
  receiverAsid: digits(12),
  senderAsid: digits(12),
} satisfies Record<Exclude<keyof Transmission, "versionCode">, fc.Arbitrary<unknown>>;

const controlActs = shape<ControlActAuthors>({
  author: maybe(
    fc.record({ roleProfileId: digits(12), userId: digits(12), jobRoleCode: fc.constant("R0000") }),
  ),
  systemAsid: digits(12),
});

/** Queries of every author and every form of the access mode. */
export const queries: fc.Arbitrary<NhsQuery> = shape<NhsQuery>({
  kind: fc.constant("query"),
  ...transmissions,
  controlAct: controlActs,
  queryId: uuids,
  effectiveTime: effectiveTimes,
  silentRead: maybe(fc.constantFrom(...silentReadForms, "explicit-true" as const)),
  author: authors,
  nhsNumber: nhsNumbers,
} as Record<keyof NhsQuery, fc.Arbitrary<unknown>>);

const plans: fc.Arbitrary<ChildPlan> = fc.oneof(
  shape<ChildPlan>({
    kind: fc.constantFrom("looked-after-child", "child-protection-plan"),
    startDate: planDates,
    endDate: maybe(planDates),
  }),
  shape<ChildPlan>({
    kind: fc.constant("unborn-child-protection-plan"),
    startDate: planDates,
    endDate: planDates,
  }),
);

const telephones = digits(4).map((end) => `0163296${end}`);
/** Councils with one or two telephone numbers, the emergency duty team's always among them. */
export const authorities: fc.Arbitrary<Authority> = fc
  .record({ organisation: organisations, office: telephones, duty: telephones, only: fc.boolean() })
  .map(({ organisation, office, duty, only }) => ({
    ...organisation,
    telecoms: [...(only ? [] : [{ use: "WP", number: office }]), { use: "EC", number: duty }],
  }));

/** A child, or the mother of an unborn child, with a given NHS number. */
export const subjects = (nhsNumber: string): fc.Arbitrary<Subject> =>
  shape<Subject>({
    kind: fc.constantFrom("child", "mother"),
    nhsNumber: fc.constant(nhsNumber),
    localId: maybe(shape({ value: texts, assigningAuthorityName: maybe(texts) })),
    birthTime: birthTimes,
    givenName: texts,
    familyName: texts,
  });

const accesses = (nhsNumber: string): fc.Arbitrary<AccessRecord> =>
  fc.record({
    effectiveTime: effectiveTimes,
    queryId: uuids,
    author: authors,
    nhsNumber: fc.constant(nhsNumber),
  });

const records = (nhsNumber: string): fc.Arbitrary<ChildRecord> =>
  fc.record({
    authority: authorities,
    plans: fc.array(plans, { minLength: 1, maxLength: 3 }),
    subjects: fc.array(subjects(nhsNumber), { minLength: 1, maxLength: 2 }),
  });

const coded = {
  code: fc.constantFrom("NRF", "1732", "PLACEHOLDER-NRF"),
  codeSystem: fc.constantFrom("2.999.1", "2.999.2"),
  displayName: maybe(texts),
};
const reasons: fc.Arbitrary<CodedReason> = shape<CodedReason>({
  ...coded,
  qualifiers: fc.array(fc.constantFrom("ER", "WG", "IF"), { maxLength: 2 }),
});
const details: fc.Arbitrary<AcknowledgementDetail> = shape<AcknowledgementDetail>({
  typeCode: fc.constantFrom("ER", "WG", "IF"),
  ...coded,
});

/** Responses about one NHS number with any number of plans, authorities and accesses. */
export const responsesFor = (nhsNumber: string): fc.Arbitrary<QueryResponse> =>
  fc
    .record({
      transmission: fc.record(transmissions),
      controlAct: controlActs,
      reasons: fc.array(reasons, { maxLength: 1 }),
      effectiveTime: effectiveTimes,
      responseId: uuids,
      accesses: fc.array(accesses(nhsNumber), { maxLength: 25, size: "medium" }),
      recordGroups: fc.array(fc.array(records(nhsNumber), { minLength: 1, maxLength: 2 }), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    .map(({ transmission, controlAct, reasons: listed, effectiveTime, responseId, ...held }) => ({
      kind: "query-response",
      ...transmission,
      controlAct,
      reasons: listed,
      response: {
        effectiveTime,
        responseId,
        totalAccessRecords: held.accesses.length,
        totalChildRecords: held.recordGroups.flat().length,
        accesses: held.accesses,
        recordGroups: held.recordGroups,
      },
      queryResponseCode: "OK",
    }));

/** Responses about any NHS number. */
export const responses: fc.Arbitrary<QueryResponse> = nhsNumbers.chain(responsesFor);

/** Query-failed messages with and without reasons. */
export const failures: fc.Arbitrary<QueryFailed> = shape<QueryFailed>({
  kind: fc.constant("query-failed"),
  ...transmissions,
  typeCode: fc.constantFrom("AA", "AE", "AR"),
  messageRefId: uuids,
  details: fc.array(details, { maxLength: 2 }),
  controlAct: controlActs,
  reasons: fc.array(reasons, { maxLength: 3 }),
  queryResponseCode: maybe(fc.constantFrom("NF", "ID")),
} as Record<keyof QueryFailed, fc.Arbitrary<unknown>>);

/** Application acknowledgements. */
export const acknowledgements: fc.Arbitrary<ApplicationAcknowledgement> = shape<ApplicationAcknowledgement>({
  kind: fc.constant("application-acknowledgement"),
  ...transmissions,
  typeCode: fc.constantFrom("AA", "AE", "AR"),
  messageRefId: uuids,
  details: fc.array(details, { maxLength: 2 }),
  controlAct: controlActs,
  reasons: fc.array(reasons, { maxLength: 2 }),
} as Record<keyof ApplicationAcknowledgement, fc.Arbitrary<unknown>>);

/** Every kind of message. */
export const messages: fc.Arbitrary<CpisMessage> = fc.oneof(queries, responses, failures, acknowledgements);

/** ebXML headers of business messages, express and reliable. */
export const headers: fc.Arbitrary<EbxmlHeader> = shape<EbxmlHeader>({
  fromPartyKey: fc.constantFrom("YES-0000806", "ZZ9-000001"),
  toPartyKey: fc.constantFrom("YES-0000806", "ZZ9-000001"),
  cpaId: fc.constantFrom("S20001A000182", "798bc45334bbb95b51de"),
  conversationId: uuids,
  service: fc.constant("urn:nhs:names:services:cpisquery"),
  action: fc.constantFrom("QUPC_IN000006GB01", "REPC_IN000007GB01"),
  messageId: uuids,
  timestamp: moments.map((date) => `${date.toISOString().slice(0, 19)}Z`),
  refToMessageId: maybe(uuids),
  duplicateElimination: fc.boolean(),
  ackRequested: maybe(fc.constant({ actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" })),
  syncReply: fc.boolean(),
});
