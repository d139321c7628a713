import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Author } from "../../../src/codec/hl7v3/author.js";
import type { Subject } from "../../../src/codec/hl7v3/subject.js";
import { buildMessage, parseMessage } from "../../../src/codec/hl7v3/message.js";
import type { UploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { toInactiveNumbers, toRecordOpenings } from "../../../src/codec/to-notices.js";
import { toUploadAnswer } from "../../../src/codec/to-upload-answer.js";
import { toSender, toUploadRecord } from "../../../src/codec/to-upload-record.js";
import type { LocalAuthority } from "../../../src/domain/case-record.js";
import { parseNhsNumber } from "../../../src/domain/nhs-number.js";
import { decideUploadOutcome } from "../../../src/domain/upload-outcome.js";
import type { UploadSubject } from "../../../src/domain/upload-batch.js";
import { accessNotifications, uploadAcknowledgements } from "../../support/mailbox-arbitraries.js";

const ada = "9995260182";
const ben = "9991590838";

function subject(nhsNumber: string): Subject {
  return {
    kind: "child",
    nhsNumber,
    localId: { value: `NS-${nhsNumber}` },
    birthTime: "20180203",
    givenName: "Test",
    familyName: "Child",
  };
}

function acknowledgement(
  details: readonly (readonly [code: string, location: string])[],
  valid: readonly boolean[],
): UploadAcknowledgement {
  const failed = valid.filter((accepted) => !accepted).length;
  return {
    kind: "upload-acknowledgement",
    creationTime: "20261119062000+0000",
    sequenceNumber: 42,
    processed: valid.length,
    fileCodes: [{ code: failed === 0 ? "CPF02" : "CPF03", displayName: "" }],
    recordDetails: details.map(([code, location]) => ({ code: { code, translations: [] }, location })),
    receiver: {
      odsCode: "ZZL01",
      name: "Northshire Council",
      telecoms: [{ use: "EC", number: "01632960199" }],
    },
    failed,
    records: [ada, ben].slice(0, valid.length).map((nhsNumber, index) =>
      valid[index] === true
        ? { valid: true, subjects: [subject(nhsNumber)] }
        : {
            valid: false,
            plans: [{ kind: "child-protection-plan", startDate: "202603120000" }],
            subjects: [subject(nhsNumber)],
          },
    ),
    succeeded: valid.length - failed,
  };
}

function pairs(message: UploadAcknowledgement) {
  return toUploadAnswer(message).records.map(({ code, about }) => [code, about?.nhsNumber]);
}

describe("a detail of an answer is paired", () => {
  const long = (position: number, record: string) =>
    `/FileResponse/message[${position}]/cP-ISLAAcknowledgementResponse/pertinentInformation1/${record}`;

  test("by the position in its XPath, in whatever order the details come", () => {
    const message = acknowledgement(
      [
        ["CPR03", long(2, "invalidCP-ISRecord")],
        ["CPR06", long(1, "validCP-ISRecord")],
      ],
      [true, false],
    );
    expect(pairs(message)).toEqual([
      ["CPR03", ben],
      ["CPR06", ada],
    ]);
  });

  test.each([
    "//hl7:message[2]/hl7:cP-ISLAAcknowledgementResponse",
    "/*[local-name()='FileResponse']/*[local-name()='message'][2]",
    "/FileResponse/message[position()=2]",
    "/FileResponse[1]/message[2]",
  ])("by the position in %j", (location) => {
    const message = acknowledgement(
      [
        ["CPR06", location.replace("2]", "1]")],
        ["CPR03", location],
      ],
      [true, false],
    );
    expect(pairs(message)).toEqual([
      ["CPR06", ada],
      ["CPR03", ben],
    ]);
  });

  test("in order, where no XPath has a position and there are as many details as records", () => {
    expect(
      pairs(
        acknowledgement(
          [
            ["CPR06", "?"],
            ["CPR03", "?"],
          ],
          [true, false],
        ),
      ),
    ).toEqual([
      ["CPR06", ada],
      ["CPR03", ben],
    ]);
  });

  test("by the number it names, where only one record has it", () => {
    const message = acknowledgement([["CPR03", `//id[@extension='${ben}']/../..`]], [true, false]);
    expect(pairs(message)).toEqual([["CPR03", ben]]);
  });

  test.each<[string, UploadAcknowledgement]>([
    ["points nowhere", acknowledgement([["CPR03", "?"]], [true, false])],
    [
      "points past the last record",
      acknowledgement([["CPR03", long(3, "invalidCP-ISRecord")]], [true, false]),
    ],
    [
      "is a success that points to a refused record",
      acknowledgement([["CPR06", long(2, "validCP-ISRecord")]], [true, false]),
    ],
    [
      "is a refusal that points to an accepted record",
      acknowledgement([["CPR03", long(1, "invalidCP-ISRecord")]], [true, false]),
    ],
    ["contradicts itself", acknowledgement([["CPR06", long(1, "invalidCP-ISRecord")]], [true, true])],
  ])("with nobody, when it %s (H-20, H-22)", (_, message) => {
    expect(pairs(message)[0]?.[1]).toBeUndefined();
  });

  test("never so that a refused record's child is accepted, whatever the XPaths say (H-20)", () => {
    fc.assert(
      fc.property(uploadAcknowledgements, fc.array(fc.nat(6), { maxLength: 4 }), (message, positions) => {
        const recordDetails = message.recordDetails.map((detail, index) => ({
          ...detail,
          location: `/FileResponse/message[${positions[index] ?? 0}]`,
        }));
        const refused = new Set(
          message.records
            .filter(({ valid }) => !valid)
            .flatMap(({ subjects }) => subjects.map((one) => one.nhsNumber)),
        );
        const sent = {
          sequenceNumber: message.sequenceNumber,
          subjects: [...refused].map((nhsNumber) => ({ nhsNumber, localIds: [] })),
        };
        const answer = toUploadAnswer({ ...message, recordDetails });
        const { subjects } = decideUploadOutcome(
          sent,
          {
            ...answer,
            fileCodes: ["CPF03"],
            processed: sent.subjects.length,
            succeeded: sent.subjects.length,
            failed: 0,
          },
          "2026-11-19T06:20:00.000Z",
        );
        const alsoValid = new Set(
          message.records
            .filter(({ valid }) => valid)
            .flatMap(({ subjects: own }) => own.map((one) => one.nhsNumber)),
        );
        for (const [nhsNumber, outcome] of subjects) {
          if (!alsoValid.has(nhsNumber)) expect(outcome.kind).not.toBe("accepted");
        }
      }),
    );
  });
});

test("the register's own words of a refusal are kept as they came", () => {
  const message = acknowledgement([["CPR07", "/FileResponse/message[1]"]], [false]);
  const [detail] = message.recordDetails;
  const code = {
    code: "CPR07",
    originalText: "seen on the second line",
    translations: [{ code: "D1", codeSystem: "2.999.1", displayName: "Start after end" }, {}],
  };
  const answer = toUploadAnswer({ ...message, recordDetails: [{ ...detail!, code }] });
  expect(answer.records[0]?.detail).toBe("D1 Start after end; seen on the second line");
});

describe("notices", () => {
  test("tell of every opening, whoever it names (R-102)", () => {
    fc.assert(
      fc.property(accessNotifications, (message) => {
        const openings = toRecordOpenings(message);
        expect(openings.map(({ queryId }) => queryId)).toEqual(
          message.accesses.flatMap(({ queries }) => queries.map(({ queryId }) => queryId)),
        );
        for (const { nhsNumbers, localIds } of openings)
          expect(nhsNumbers.length + localIds.length).toBeGreaterThan(0);
      }),
    );
  });

  test("name the person, or for a system whom it is nominated for, or itself (H-33)", () => {
    const organisation = { odsCode: "ZZ9A1", name: "Northgate General Hospital" };
    const role = { code: "R0000", codeSystem: "2.16.840.1.113883.2.1.3.2.4.17.124", displayName: "Nurse" };
    const named = { role, name: { given: ["Hana"], family: "Iqbal" } };
    const system: Author = { kind: "device", asid: "999900000001", nominated: [], organisation };
    const authors: readonly Author[] = [
      { kind: "person", sdsUserId: "999800000011", organisation, ...named },
      { ...system, nominated: [named] },
      system,
    ];
    const openings = toRecordOpenings({
      kind: "access-notification",
      effectiveTime: "20260817090000+0100",
      id: "C0FFEE1A-0000-4000-8000-00000000001A",
      totalRecords: 3,
      accesses: [
        {
          queries: authors.map((author, index) => ({
            effectiveTime: "20260817013800+0100",
            queryId: `C0FFEE1B-0000-4000-8000-00000000001${index}`,
            author,
            personIds: [{ type: "nhs-number", value: ada }],
          })),
          uploadSequenceNumber: 42,
        },
      ],
      recipient: { odsCode: "ZZL01", name: "Northshire Council" },
    });
    expect(openings.map(({ by }) => by)).toEqual([
      { name: "IQBAL, Hana", role: "Nurse", kind: "person" },
      { name: "IQBAL, Hana", role: "Nurse", kind: "system" },
      { name: "System 999900000001", kind: "system" },
    ]);
    expect(openings[0]).toMatchObject({
      at: "2026-08-17T00:38:00.000Z",
      organisation,
      uploadSequenceNumber: 42,
    });
  });

  test("of closed numbers keep every successor, and give none where two numbers are one patient's (H-24)", () => {
    const patient = (ids: readonly string[], replacements: readonly string[]) => ({
      ids: ids.map((value) => ({ type: "nhs-number" as const, value })),
      replacements,
      uploadSequenceNumber: 42,
    });
    const numbers = toInactiveNumbers({
      kind: "inactive-nhs-number",
      effectiveTime: "20260106013000+0000",
      id: "C0FFEE1E-0000-4000-8000-00000000001E",
      recipient: { odsCode: "ZZL01", name: "Northshire Council" },
      patients: [patient([ada], [ben]), patient([ben], []), patient([ada, ben], ["9993909963"])],
    });
    expect(numbers.map(({ nhsNumber, replacements }) => [nhsNumber, replacements])).toEqual([
      [ada, [ben]],
      [ben, []],
      [ada, []],
      [ben, []],
    ]);
  });
});

describe("a record of a file", () => {
  const authority: LocalAuthority = {
    odsCode: "ZZL01",
    name: "Northshire Council",
    officeHoursTelephone: "01632960101",
    emergencyDutyTelephone: "01632960199",
  };
  const reading = parseNhsNumber(ada);
  const nhsNumber = reading.ok ? reading.nhsNumber : expect.unreachable();
  const mother: UploadSubject = {
    kind: "mother",
    nhsNumber,
    localId: "NS-9",
    birthDate: "2010-05-07",
    given: "Blessing",
    family: "Okonjo",
  };
  const self: UploadSubject = { ...mother, kind: "child" };
  const unborn = { kind: "unborn-child-protection-plan", start: "2026-10-01", end: "2027-01-14" } as const;

  test("carries both of a young mother's roles only when the file speaks of both (H-08, H-09)", () => {
    const one = toUploadRecord([self, mother], [unborn], authority);
    expect(one.subjects.map(({ kind }) => kind)).toEqual(["mother"]);
    const lookedAfter = { kind: "looked-after-child", start: "2024-01-01" } as const;
    expect(toUploadRecord([self, mother], [lookedAfter, unborn], authority).subjects).toHaveLength(2);
  });

  test("goes through the wire with its days at the first minute, both telephones and the council's own id", () => {
    const record = toUploadRecord([mother], [{ ...unborn, deletedOn: "2026-11-18" }], authority);
    const message = parseMessage(
      buildMessage({
        kind: "upload",
        creationTime: "20261119020000+0000",
        sequenceNumber: 1042,
        sender: toSender(authority),
        records: [record],
      }),
    );
    expect(message).toMatchObject({
      sender: {
        telecoms: [
          { use: "WP", number: "01632960101" },
          { use: "EC", number: "01632960199" },
        ],
      },
      records: [
        {
          plans: [{ startDate: "202610010000", endDate: "202701140000", deleteDate: "202611180000" }],
          subjects: [
            {
              kind: "mother",
              birthTime: "20100507",
              localId: { value: "NS-9", assigningAuthorityName: "ZZL01:Northshire Council" },
            },
          ],
        },
      ],
    });
  });
});
