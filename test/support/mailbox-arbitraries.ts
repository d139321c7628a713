import fc from "fast-check";
import type { AcknowledgedRecord } from "../../src/codec/hl7v3/acknowledged-record.js";
import type { AccessNotification } from "../../src/codec/hl7v3/access-notification.js";
import type { InactiveNhsNumberNotification } from "../../src/codec/hl7v3/inactive-nhs-number.js";
import type { MailboxMessage } from "../../src/codec/hl7v3/mailbox-message.js";
import type { PersonId } from "../../src/codec/hl7v3/person-id.js";
import type { Upload } from "../../src/codec/hl7v3/upload.js";
import type { UploadAcknowledgement } from "../../src/codec/hl7v3/upload-acknowledgement.js";
import type { UploadPlan } from "../../src/codec/hl7v3/upload-plan.js";
import type { TranslatedCode, UploadRecordCode } from "../../src/codec/hl7v3/upload-record-code.js";
import type { UploadRecord } from "../../src/codec/hl7v3/upload-record.js";
import { fileCodes, recordCodes } from "../../src/domain/upload-codes.js";
import {
  authorities,
  authors,
  effectiveTimes,
  maybe,
  nhsNumbers,
  organisations,
  planDates,
  shape,
  subjects,
  texts,
  uuids,
} from "./arbitraries.js";

const sequenceNumbers = fc.integer({ min: 0, max: 999_999_999 });

const plans: fc.Arbitrary<UploadPlan> = fc.oneof(
  shape<UploadPlan>({
    kind: fc.constantFrom("looked-after-child", "child-protection-plan"),
    startDate: planDates,
    endDate: maybe(planDates),
    deleteDate: maybe(planDates),
  }),
  shape<UploadPlan>({
    kind: fc.constant("unborn-child-protection-plan"),
    startDate: planDates,
    endDate: planDates,
    deleteDate: maybe(planDates),
  }),
);

const uploadRecords: fc.Arbitrary<UploadRecord> = nhsNumbers.chain((nhsNumber) =>
  fc.record({
    plans: fc.array(plans, { minLength: 1, maxLength: 3 }),
    subjects: fc.array(subjects(nhsNumber), { minLength: 1, maxLength: 2 }),
  }),
);

/** Uploads with every kind of plan, with and without ends and deletions, of one and two subjects. */
export const uploads: fc.Arbitrary<Upload> = fc.record({
  kind: fc.constant("upload"),
  creationTime: effectiveTimes,
  sequenceNumber: sequenceNumbers,
  sender: authorities,
  records: fc.array(uploadRecords, { minLength: 1, maxLength: 5 }),
});

const oids = fc.constantFrom("2.16.840.1.113883.2.1.3.2.4.17.473", "2.999.1");
const recordCode = shape<UploadRecordCode>({
  code: fc.constantFrom(...Object.keys(recordCodes)),
  codeSystem: maybe(oids),
  displayName: maybe(texts),
  originalText: maybe(texts),
  translations: fc.array(
    shape<TranslatedCode>({
      code: maybe(fc.constantFrom("PLACEHOLDER-1", "PLACEHOLDER-2")),
      codeSystem: maybe(oids),
      displayName: maybe(texts),
    }),
    { maxLength: 2 },
  ),
});

const echoedRecords: fc.Arbitrary<AcknowledgedRecord> = fc
  .tuple(uploadRecords, fc.boolean(), maybe(texts))
  .map(([{ plans: held, subjects: about }, valid, number]) => {
    if (valid) return { valid, subjects: about };
    // What was refused may be the number itself (CPR04).
    const named = number === undefined ? about : about.map((one) => ({ ...one, nhsNumber: number }));
    return { valid, plans: held, subjects: named };
  });

/** Acknowledgements with every code, -1 where the register could not count, and refused records whose number may be none. */
export const uploadAcknowledgements: fc.Arbitrary<UploadAcknowledgement> = fc.record({
  kind: fc.constant("upload-acknowledgement"),
  creationTime: effectiveTimes,
  sequenceNumber: fc.oneof(sequenceNumbers, fc.constant(-1)),
  processed: fc.oneof(fc.nat(5_000), fc.constant(-1)),
  fileCodes: fc.array(
    fc.constantFrom(...Object.entries(fileCodes)).map(([code, { text }]) => ({ code, displayName: text })),
    { minLength: 1, maxLength: 2 },
  ),
  recordDetails: fc.array(fc.record({ code: recordCode, location: texts }), { maxLength: 4 }),
  receiver: authorities,
  failed: fc.nat(5_000),
  records: fc.array(echoedRecords, { maxLength: 4 }),
  succeeded: fc.nat(5_000),
});

const personIds: fc.Arbitrary<readonly PersonId[]> = fc
  .tuple(
    nhsNumbers,
    maybe(
      shape<PersonId>({ type: fc.constant("local"), value: texts, assigningAuthorityName: maybe(texts) }),
    ),
    maybe(nhsNumbers),
  )
  .map(([value, local, second]) => {
    const ids: PersonId[] = [{ type: "nhs-number", value }];
    if (local !== undefined) ids.push(local);
    else if (second !== undefined) ids.push({ type: "nhs-number", value: second });
    return ids;
  });

/** Notifications by people and systems, empty ones too. */
export const accessNotifications: fc.Arbitrary<AccessNotification> = fc.record({
  kind: fc.constant("access-notification"),
  effectiveTime: effectiveTimes,
  id: uuids,
  totalRecords: fc.nat(50),
  accesses: fc.array(
    fc.record({
      queries: fc.array(
        fc.record({ effectiveTime: effectiveTimes, queryId: uuids, author: authors, personIds }),
        { minLength: 1, maxLength: 3 },
      ),
      uploadSequenceNumber: sequenceNumbers,
    }),
    { maxLength: 3 },
  ),
  recipient: organisations,
});

/** Notices of closed numbers, with no successor, one and several. */
export const inactiveNhsNumbers: fc.Arbitrary<InactiveNhsNumberNotification> = fc.record({
  kind: fc.constant("inactive-nhs-number"),
  effectiveTime: effectiveTimes,
  id: uuids,
  recipient: organisations,
  patients: fc.array(
    fc.record({
      ids: personIds,
      replacements: fc.array(nhsNumbers, { maxLength: 3 }),
      uploadSequenceNumber: sequenceNumbers,
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Every kind of message that travels by MESH. */
export const mailboxMessages: fc.Arbitrary<MailboxMessage> = fc.oneof(
  uploads,
  uploadAcknowledgements,
  accessNotifications,
  inactiveNhsNumbers,
);
