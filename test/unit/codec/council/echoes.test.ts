import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { toUploadAnswer } from "../../../../src/codec/to-upload-answer.js";
import { parseMessage } from "../../../../src/codec/hl7v3/message.js";
import {
  buildUploadAcknowledgement,
  parseUploadAcknowledgement,
  type UploadAcknowledgement,
} from "../../../../src/codec/hl7v3/upload-acknowledgement.js";
import type { EchoedSubject } from "../../../../src/codec/hl7v3/subject.js";
import type { NhsNumber } from "../../../../src/domain/nhs-number.js";
import { pairDetails } from "../../../../src/domain/upload-pairing.js";
import { uploadAcknowledgements } from "../../../support/mailbox-arbitraries.js";

const subject = (nhsNumber: string, localId: string) => ({
  kind: "child" as const,
  nhsNumber,
  localId: { value: localId },
  birthTime: "20180203",
  givenName: "Milo",
  familyName: "Fernsby",
});
const plans = [{ kind: "child-protection-plan" as const, startDate: "202603120000" }];
const at = (position: number, choice: string): string =>
  `/FileResponse/message[${position}]/cP-ISLAAcknowledgementResponse/pertinentInformation1/${choice}`;

const oldStyle: UploadAcknowledgement = {
  kind: "upload-acknowledgement",
  creationTime: "20261119020500+0000",
  sequenceNumber: 7,
  processed: 2,
  fileCodes: [{ code: "CPF03", displayName: "Partly" }],
  recordDetails: [
    { code: { code: "CPR06", translations: [] }, location: at(1, "validCP-ISRecord") },
    { code: { code: "CPR04", translations: [] }, location: at(2, "invalidCP-ISRecord") },
  ],
  receiver: {
    odsCode: "ZZL01",
    name: "Northshire Council",
    telecoms: [{ use: "EC", number: "01632960199" }],
  },
  failed: 1,
  records: [
    { valid: true, subjects: [subject("9996001008", "NS-1")] },
    { valid: false, plans, subjects: [subject("ABC/12 34", "NS-2")] },
  ],
  succeeded: 1,
};

describe("an echoed record", () => {
  test("whose number is of an old style is read as what it is, and costs the others nothing", () => {
    const read = parseMessage(buildUploadAcknowledgement(oldStyle));
    expect(read).toEqual(oldStyle);
    expectTypeOf<EchoedSubject["nhsNumber"]>().not.toExtend<NhsNumber>();
  });

  test("whose number is none is about nobody we sent: its refusal puts the unanswered in doubt and no other (H-20)", () => {
    const { records } = toUploadAnswer(oldStyle);
    const paired = pairDetails(
      [
        { nhsNumber: "9996001008", localIds: ["NS-1"] },
        { nhsNumber: "9996294242", localIds: ["NS-2"] },
      ],
      records,
    );
    expect(paired.map(({ details, doubtful }) => [details.map(({ code }) => code), doubtful])).toEqual([
      [["CPR06"], false],
      [[], true],
    ]);
  });

  test("that was accepted has a number of ten digits, or the answer is not believed (H-22)", () => {
    const [first, second] = oldStyle.records;
    const records = [{ valid: true as const, subjects: second!.subjects }, first!];
    const xml = buildUploadAcknowledgement({ ...oldStyle, records });
    expect(() => parseUploadAcknowledgement(xml)).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
    );
  });

  test("comes back whatever its number says", () => {
    const anyText = fc.string({ minLength: 1, maxLength: 30, unit: "grapheme-ascii" });
    fc.assert(
      fc.property(anyText, (number) => {
        const records = [{ valid: false as const, plans, subjects: [subject(number, "NS-2")] }];
        const message = { ...oldStyle, records };
        expect(parseMessage(buildUploadAcknowledgement(message))).toEqual(message);
      }),
    );
  });
});

describe("where a detail points", () => {
  const named = (location: string): unknown =>
    toUploadAnswer({
      ...oldStyle,
      recordDetails: [{ code: { code: "CPR06", translations: [] }, location }],
    }).records[0]?.about;

  test("a number in its path names the record, ten digits by themselves and not ten of more (H-22)", () => {
    expect(named("//id[@extension='9996001008']")).toMatchObject({ nhsNumber: "9996001008" });
    expect(named("//id[@extension='19996001008']")).toBeUndefined();
    expect(named("//id[@extension='99960010081']")).toBeUndefined();
    expect(named("//id[@extension='9996001016']")).toBeUndefined();
  });

  test("is never a record of the other kind: a success is not taken from a refused record, nor a refusal from an accepted one (H-20)", () => {
    fc.assert(
      fc.property(uploadAcknowledgements, fc.array(fc.integer({ min: 1, max: 6 })), (message, positions) => {
        const recordDetails = message.recordDetails.map((detail, index) => ({
          ...detail,
          location: at(positions[index] ?? 1, ""),
        }));
        const answer = toUploadAnswer({ ...message, recordDetails });
        answer.records.forEach(({ code, about }) => {
          if (about === undefined) return;
          const echoes = message.records.filter(({ subjects }) =>
            subjects.some(({ nhsNumber }) => nhsNumber === about.nhsNumber),
          );
          expect(echoes.some(({ valid }) => valid === (code === "CPR06"))).toBe(true);
        });
      }),
    );
  });
});
