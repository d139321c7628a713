import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessNotification } from "../../src/codec/hl7v3/access-notification.js";
import {
  buildMailboxMessage,
  parseMailboxMessage,
  type MailboxMessage,
} from "../../src/codec/hl7v3/mailbox-message.js";
import type { UploadAcknowledgement } from "../../src/codec/hl7v3/upload-acknowledgement.js";
import { readXml } from "../../src/codec/xml/read-xml.js";
import { toInactiveNumbers, toRecordOpenings } from "../../src/codec/to-notices.js";
import { toUploadAnswer } from "../../src/codec/to-upload-answer.js";
import { decideAnswerOwner, decideUploadOutcome } from "../../src/domain/upload-outcome.js";
import { CpisError } from "../../src/errors/cpis-error.js";
import {
  accessNotifications,
  inactiveNhsNumbers,
  uploadAcknowledgements,
} from "../support/mailbox-arbitraries.js";
import { namedNumbers, reallyAccepts } from "./council-oracle.js";
import { reword, rewordings } from "./council-reword.js";
import { mutate, mutationsWith } from "./mutate.js";

const cases = Number(process.env["CPIS_FUZZ_CASES"] ?? 10_000);
const seed = Number(process.env["CPIS_FUZZ_SEED"] ?? Date.now() % 2_147_483_647);

const sequenceNumber = 7;
const numbers = ["9996001008", "9996294242", "9996880729", "9995260182"] as const;
const at = "2026-11-19T02:05:00.000Z";
const sent = {
  sequenceNumber,
  subjects: numbers.map((nhsNumber, index) => ({ nhsNumber, localIds: [`NS-${index}`] })),
};
const refusals = ["CPR01", "CPR02", "CPR03", "CPR04", "CPR05", "CPR07", "CPR99"];

type Style = "position" | "number" | "order";

/** An answer to our file in which the records named by `refused` were refused, each with another code. */
function answer(refused: readonly number[], style: Style): UploadAcknowledgement {
  const codeOf = (index: number): string =>
    refused.includes(index) ? (refusals[(index + refused.length) % 7] ?? "CPR03") : "CPR06";
  const locations: Readonly<Record<Style, (index: number) => string>> = {
    position: (index) =>
      `/FileResponse/message[${index + 1}]/cP-ISLAAcknowledgementResponse/pertinentInformation1/${refused.includes(index) ? "invalid" : "valid"}CP-ISRecord`,
    number: (index) => `//id[@extension='${numbers[index] ?? ""}']`,
    order: () => "",
  };
  return {
    kind: "upload-acknowledgement",
    creationTime: "20261119020500+0000",
    sequenceNumber,
    processed: numbers.length,
    fileCodes: [
      {
        code: refused.length === 0 ? "CPF02" : refused.length === numbers.length ? "CPF04" : "CPF03",
        displayName: "x",
      },
    ],
    recordDetails: numbers.map((_number, index) => ({
      code: { code: codeOf(index), translations: [] },
      location: locations[style](index),
    })),
    receiver: {
      odsCode: "ZZL01",
      name: "Northshire Council",
      telecoms: [{ use: "EC", number: "01632960199" }],
    },
    failed: refused.length,
    records: numbers.map((nhsNumber, index) => {
      const subjects = [
        {
          kind: "child" as const,
          nhsNumber,
          localId: { value: `NS-${index}` },
          birthTime: "20180203",
          givenName: "Milo",
          familyName: "Fernsby",
        },
      ];
      const plans = [{ kind: "child-protection-plan" as const, startDate: "202603120000" }];
      return refused.includes(index)
        ? { valid: false as const, plans, subjects }
        : { valid: true as const, subjects };
    }),
    succeeded: numbers.length - refused.length,
  };
}

const answers = (["position", "number", "order"] as const).flatMap((style) =>
  [[], [0], [1, 3], [0, 1, 2], [0, 1, 2, 3]].map((refused) => answer(refused, style)),
);
const bytesOf = (message: MailboxMessage): Uint8Array =>
  new TextEncoder().encode(buildMailboxMessage(message));
const answerBytes = answers.map(bytesOf);
const notices: readonly Uint8Array[] = [
  ...fc.sample(accessNotifications, { numRuns: 30, seed }),
  ...fc.sample(inactiveNhsNumbers, { numRuns: 30, seed }),
].map(bytesOf);
const donors = [
  ...answerBytes,
  ...notices,
  ...fc.sample(uploadAcknowledgements, { numRuns: 20, seed }).map(bytesOf),
];

const telling = [
  "CPF01",
  "CPF02",
  "CPF03",
  "CPF04",
  "CPF05",
  "CPF06",
  "CPF99",
  ...refusals,
  "CPR06",
  ...numbers,
  "NS-0",
  "NS-3",
  "-1",
  "0",
  "1",
  "4",
  "7",
  "8",
  "valid",
  "invalid",
  "message[1]",
  "message[4]",
  '<acknowledgementFileDetail><code code="CPF02" displayName="x"/></acknowledgementFileDetail>',
  '<acknowledgementRecordDetail><code code="CPR06"/><location>/FileResponse/message[2]</location></acknowledgementRecordDetail>',
  '<id root="2.16.840.1.113883.2.1.4.1" extension="9996294242"/>',
  '<id extension="9996880729"/>',
];
/** Half of the changes are to bytes, as a broken transfer makes them; half leave the message well formed, and change what it says. */
const changes = fc.oneof(
  mutationsWith(telling).map((list) => (base: Uint8Array) => mutate(base, list, donors)),
  rewordings(telling.filter((text) => !text.startsWith("<"))).map(
    (list) => (base: Uint8Array) => new TextEncoder().encode(reword(new TextDecoder().decode(base), list)),
  ),
);

function read(bytes: Uint8Array): MailboxMessage | undefined {
  try {
    return parseMailboxMessage(readXml(bytes));
  } catch (error) {
    // Everything else is a crash, and fails the run.
    if (CpisError.is(error)) return undefined;
    throw error;
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const timeout = 60_000 + cases * 3;

describe("fuzzing the council's mailbox", () => {
  it(
    "no mutated acknowledgement crashes it, or makes a child visible whom the register did not take (H-20, H-21)",
    { timeout },
    () => {
      const seen = new Map<string, number>();
      const count = (what: string): void => {
        seen.set(what, (seen.get(what) ?? 0) + 1);
      };
      fc.assert(
        fc.property(fc.nat({ max: answerBytes.length - 1 }), changes, (number, change) => {
          const bytes = change(answerBytes[number] ?? new Uint8Array());
          const message = read(bytes);
          if (message?.kind !== "upload-acknowledgement") {
            count("refused as a message");
            return;
          }
          const judged = toUploadAnswer(message);
          const owner = decideAnswerOwner(judged.sequenceNumber, {
            inFlight: sequenceNumber,
            wasAnswered: () => false,
          });
          if (owner === "another-system") {
            count("another system's");
            return;
          }
          for (const [nhsNumber, { kind }] of decideUploadOutcome(sent, judged, at).subjects) {
            count(kind);
            expect(numbers).toContain(nhsNumber);
            if (kind === "accepted") {
              expect(reallyAccepts(textOf(bytes), sequenceNumber, numbers.length, nhsNumber)).toBe(true);
            }
          }
        }),
        { numRuns: cases, seed },
      );
      console.info(
        `acknowledgement fuzz: ${JSON.stringify({ cases, seed, ...Object.fromEntries([...seen].sort()) })}`,
      );
      for (const kind of [
        "accepted",
        "refused",
        "held",
        "cannot-be-shared",
        "refused as a message",
        "another system's",
      ]) {
        expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
      }
    },
  );

  it(
    "no mutated notice crashes it, or names a child whom it does not name, or drops an opening (H-18, H-24)",
    { timeout },
    () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(fc.nat({ max: notices.length - 1 }), changes, (number, change) => {
          const bytes = change(notices[number] ?? new Uint8Array());
          const message = read(bytes);
          const kind = message?.kind ?? "refused";
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          if (message?.kind !== "access-notification" && message?.kind !== "inactive-nhs-number") return;
          const told = namedNumbers(textOf(bytes));
          const taken =
            message.kind === "access-notification" ? openedNumbers(message) : closedNumbers(message);
          for (const nhsNumber of taken) expect(told.has(nhsNumber)).toBe(true);
        }),
        { numRuns: cases, seed },
      );
      console.info(
        `notice fuzz: ${JSON.stringify({ cases, seed, ...Object.fromEntries([...seen].sort()) })}`,
      );
      for (const kind of ["access-notification", "inactive-nhs-number", "refused"]) {
        expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
      }
    },
  );

  it("the oracle tells those who were taken from those who were not, so that the suite can fail", () => {
    const verdicts = answers.map((message, index) =>
      numbers.map(
        (nhsNumber) =>
          reallyAccepts(textOf(answerBytes[index] ?? new Uint8Array()), sequenceNumber, 4, nhsNumber) ===
          message.records.some(({ valid, subjects }) => valid && subjects[0]?.nhsNumber === nhsNumber),
      ),
    );
    expect(verdicts.flat().every(Boolean)).toBe(true);
    expect(reallyAccepts(textOf(answerBytes[0] ?? new Uint8Array()), 8, 4, numbers[0])).toBe(false);
  });

  it("the unchanged answers mean what they were made to mean", () => {
    for (const message of answers) {
      const { subjects } = decideUploadOutcome(sent, toUploadAnswer(message), at);
      const accepted = [...subjects].flatMap(([nhsNumber, { kind }]) =>
        kind === "accepted" ? [nhsNumber] : [],
      );
      const taken = message.records.flatMap(({ valid, subjects: about }) =>
        valid ? about.map(({ nhsNumber }) => nhsNumber) : [],
      );
      expect(accepted).toEqual(taken);
    }
  });
});

function openedNumbers(message: AccessNotification): readonly string[] {
  const openings = toRecordOpenings(message);
  expect(openings).toHaveLength(message.accesses.reduce((sum, { queries }) => sum + queries.length, 0));
  return openings.flatMap(({ nhsNumbers }) => nhsNumbers);
}

function closedNumbers(message: Extract<MailboxMessage, { kind: "inactive-nhs-number" }>): readonly string[] {
  return toInactiveNumbers(message).flatMap(({ nhsNumber, replacements }) => [nhsNumber, ...replacements]);
}
