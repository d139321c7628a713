import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAccessNotification } from "../../../src/codec/hl7v3/access-notification.js";
import { mailboxXmlLimits } from "../../../src/codec/hl7v3/mailbox-root.js";
import {
  buildMessage,
  buildMessageFromJson,
  parseMessage,
  type CpisMessage,
} from "../../../src/codec/hl7v3/message.js";
import { parseUpload, streamUpload, type Upload } from "../../../src/codec/hl7v3/upload.js";
import { parseUploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import type { UploadRecord } from "../../../src/codec/hl7v3/upload-record.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import {
  accessNotifications,
  inactiveNhsNumbers,
  mailboxMessages,
  uploadAcknowledgements,
  uploads,
} from "../../support/mailbox-arbitraries.js";

const kinds: readonly (readonly [CpisMessage["kind"], fc.Arbitrary<CpisMessage>])[] = [
  ["upload", uploads],
  ["upload-acknowledgement", uploadAcknowledgements],
  ["access-notification", accessNotifications],
  ["inactive-nhs-number", inactiveNhsNumbers],
];

const sample: Upload = {
  kind: "upload",
  creationTime: "20261119020000+0000",
  sequenceNumber: 1042,
  sender: { odsCode: "ZZL01", name: "Northshire Council", telecoms: [{ use: "EC", number: "01632960199" }] },
  records: [
    {
      plans: [{ kind: "child-protection-plan", startDate: "202603120000" }],
      subjects: [
        {
          kind: "child",
          nhsNumber: "9995260182",
          localId: { value: "NS-204417", assigningAuthorityName: "ZZL01:Northshire Council" },
          birthTime: "20180203",
          givenName: "Milo",
          familyName: "O'Hara-Fernsby",
        },
      ],
    },
  ],
};

async function collect(chunks: AsyncIterable<string>): Promise<readonly string[]> {
  const collected: string[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}

function codeOf(parse: () => unknown): string {
  try {
    parse();
    return "none";
  } catch (error) {
    if (CpisError.is(error)) return error.code;
    throw error;
  }
}

describe("MESH messages", () => {
  test.each(kinds)("come back from the wire exactly as they were: %s", (kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (message) => {
        const read = parseMessage(buildMessage(message));
        expect(read).toEqual(message);
        expect(read.kind).toBe(kind);
      }),
      { numRuns: 200 },
    );
  });

  test("have JSON with the kind first, and nothing lost either way", () => {
    fc.assert(
      fc.property(mailboxMessages, (message) => {
        const json = JSON.stringify(parseMessage(buildMessage(message)));
        expect(json.startsWith(`{"kind":"${message.kind}",`)).toBe(true);
        expect(JSON.stringify(parseMessage(buildMessageFromJson(JSON.parse(json))))).toBe(json);
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, string]>([
    ["two emergency duty numbers", '<telecom use="EC" value="tel:01632960199"/>$&'],
    ["no emergency duty number", '<telecom use="WP" value="tel:01632960199"/>'],
  ])("of an upload with %s are refused, as Spine refuses them (H-28)", (_, replacement) => {
    const xml = buildMessage(sample).replace('<telecom use="EC" value="tel:01632960199"/>', replacement);
    expect(codeOf(() => parseUpload(xml))).toBe("CPIS_MESSAGE_MALFORMED");
  });

  test.each<[string, RegExp, string]>([
    ["that counts its records wrongly", /transmissionQuantity value="1"/, 'transmissionQuantity value="2"'],
    ["without a record", /<record>.*<\/record>/, ""],
    ["whose sequence number is none", /id extension="1042"/, 'id extension="one"'],
    ["whose sequence number is negative", /id extension="1042"/, 'id extension="-1"'],
    ["whose template is announced as another", /#CPPInformation/, "#LACInformation"],
    ["whose plan has no start", /<component>.*?<\/component>/, ""],
    ["whose date is none", /202603120000/, "202602300000"],
    [
      "whose plan is of an unknown kind",
      /COCT_TP146101GB01\.CPPInformation/g,
      "COCT_TP146199GB01.CPPInformation",
    ],
    ["made when nobody knows", /20261119020000\+0000/, "yesterday"],
    ["without a subject", /<subject>.*<\/subject>/, ""],
  ])("of an upload %s are refused", (_, pattern, replacement) => {
    const xml = buildMessage(sample).replace(pattern, replacement);
    expect(codeOf(() => parseUpload(xml))).toBe("CPIS_MESSAGE_MALFORMED");
  });

  test("of another root are refused by name, and a made-up root is unknown", () => {
    expect(codeOf(() => parseAccessNotification(buildMessage(sample)))).toBe("CPIS_MESSAGE_UNKNOWN");
    expect(codeOf(() => parseUploadAcknowledgement('<FileResponse xmlns="urn:other"/>'))).toBe(
      "CPIS_MESSAGE_UNKNOWN",
    );
    expect(codeOf(() => parseMessage('<File xmlns="urn:other"/>'))).toBe("CPIS_MESSAGE_UNKNOWN");
  });

  test("that the register could not take are not built", () => {
    const [record] = sample.records;
    const plan = record!.plans[0]!;
    const faulty: readonly UploadRecord[] = [
      { ...record!, plans: [] },
      { ...record!, plans: [plan, plan, plan, plan] },
      { ...record!, subjects: [] },
    ];
    for (const one of faulty) {
      expect(codeOf(() => buildMessage({ ...sample, records: [one] }))).toBe("CPIS_MESSAGE_MALFORMED");
    }
    expect(codeOf(() => buildMessage({ ...sample, sequenceNumber: 1.5 }))).toBe("CPIS_MESSAGE_MALFORMED");
    expect(codeOf(() => buildMessageFromJson({ ...sample, records: [{ ...record, colour: "red" }] }))).toBe(
      "CPIS_MESSAGE_MALFORMED",
    );
  });
});

describe("a streamed upload", () => {
  test("is byte for byte the file built at once, whatever the names hold", async () => {
    await fc.assert(
      fc.asyncProperty(uploads, async (upload) => {
        const chunks = await collect(streamUpload(upload, upload.records.length, upload.records));
        expect(chunks.join("")).toBe(buildMessage(upload));
      }),
      { numRuns: 100 },
    );
  });

  test("takes one record at a time and hands on pieces of a bounded size, so that memory stays flat", async () => {
    const count = 2_000;
    let asked = 0;
    function* records(): Generator<UploadRecord> {
      for (; asked < count; asked += 1) yield sample.records[0]!;
    }
    let longest = 0;
    let askedAtFirst = 0;
    for await (const chunk of streamUpload(sample, count, records())) {
      if (askedAtFirst === 0) askedAtFirst = asked;
      longest = Math.max(longest, chunk.length);
    }
    expect(askedAtFirst).toBeLessThan(count / 10);
    expect(longest).toBeLessThan(70_000);
    expect(asked).toBe(count);
  });

  test.each([0, 2])("that was announced with %i records and has one never ends as a file", async (count) => {
    await expect(collect(streamUpload(sample, count, sample.records))).rejects.toMatchObject({
      code: "CPIS_MESSAGE_MALFORMED",
    });
  });

  test("of 5,000 children is read within the limits of a MESH file", () => {
    const upload = { ...sample, records: Array<UploadRecord>(5_000).fill(sample.records[0]!) };
    const xml = buildMessage(upload);
    expect(xml.length).toBeLessThan(mailboxXmlLimits.maxLength ?? 0);
    expect(parseUpload(xml).records).toHaveLength(5_000);
  });
});
