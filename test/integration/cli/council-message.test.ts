import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccessNotification } from "../../../src/codec/hl7v3/access-notification.js";
import type { InactiveNhsNumberNotification } from "../../../src/codec/hl7v3/inactive-nhs-number.js";
import type { MailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { streamUpload, type Upload } from "../../../src/codec/hl7v3/upload.js";
import type { UploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { fileCodes, recordCodes } from "../../../src/domain/upload-codes.js";
import { runCpis } from "../../support/cli.js";

const sender = {
  odsCode: "ZZL01",
  name: "Northshire Council",
  telecoms: [
    { use: "WP", number: "01632960101" },
    { use: "EC", number: "01632960199" },
  ],
};
const child = {
  kind: "child" as const,
  nhsNumber: "9996001008",
  localId: { value: "NS-1", assigningAuthorityName: "ZZL01:Northshire Council" },
  birthTime: "20080308",
  givenName: "Tamsin",
  familyName: "O'Hara-Arkwright",
};
const mother = { ...child, kind: "mother" as const };

const upload: Upload = {
  kind: "upload",
  creationTime: "20261119020000+0000",
  sequenceNumber: 1042,
  sender,
  records: [
    {
      plans: [
        { kind: "looked-after-child", startDate: "202401150000", endDate: "202511300000" },
        { kind: "child-protection-plan", startDate: "202603120000", deleteDate: "202611180000" },
        { kind: "unborn-child-protection-plan", startDate: "202610010000", endDate: "202702010000" },
      ],
      subjects: [child, mother],
    },
    {
      plans: [{ kind: "unborn-child-protection-plan", startDate: "202610010000", endDate: "202702010000" }],
      subjects: [mother],
    },
  ],
};

const acknowledgement: UploadAcknowledgement = {
  kind: "upload-acknowledgement",
  creationTime: "20261119020500+0000",
  sequenceNumber: -1,
  processed: -1,
  fileCodes: Object.entries(fileCodes).map(([code, { text }]) => ({ code, displayName: text })),
  recordDetails: Object.keys(recordCodes).map((code, index) => ({
    code: {
      code,
      displayName: "As it came",
      originalText: "why",
      translations: [{ code: "PLACEHOLDER-1", displayName: "a detail" }],
    },
    location: `/FileResponse/message[${index + 1}]`,
  })),
  receiver: sender,
  failed: 1,
  records: [
    { valid: true, subjects: [child] },
    { valid: false, ...upload.records[0]!, subjects: [{ ...child, nhsNumber: "ABC/12 34" }, mother] },
  ],
  succeeded: 1,
};

const recipient = { odsCode: "ZZL01", name: "Northshire Council" };
const notification: AccessNotification = {
  kind: "access-notification",
  effectiveTime: "20261119030000+0000",
  id: "5D1F0A00-0000-4000-8000-000000000100",
  totalRecords: 1,
  accesses: [
    {
      queries: [
        {
          effectiveTime: "20261118233000+0000",
          queryId: "5D1F0A00-0000-4000-8000-000000000101",
          author: {
            kind: "device",
            asid: "999999999901",
            nominated: [],
            organisation: { odsCode: "ZZT01", name: "Testing Hospital" },
          },
          personIds: [
            { type: "nhs-number", value: "9996001008" },
            { type: "local", value: "NS-1" },
          ],
        },
      ],
      uploadSequenceNumber: 1042,
    },
  ],
  recipient,
};
const inactive: InactiveNhsNumberNotification = {
  kind: "inactive-nhs-number",
  effectiveTime: "20261119030000+0000",
  id: "5D1F0A00-0000-4000-8000-000000000102",
  recipient,
  patients: [
    { ids: [{ type: "nhs-number", value: "9996001008" }], replacements: [], uploadSequenceNumber: 1042 },
    {
      ids: [
        { type: "nhs-number", value: "9996294242" },
        { type: "local", value: "NS-2" },
      ],
      replacements: ["9996880729"],
      uploadSequenceNumber: 1042,
    },
  ],
};

const messages: readonly (readonly [string, MailboxMessage])[] = [
  ["an upload with every kind of plan, both telephones and a deletion", upload],
  ["an acknowledgement with every code, and an echo of a number that is none", acknowledgement],
  ["an access notification", notification],
  ["an empty access notification", { ...notification, totalRecords: 0, accesses: [] }],
  ["a notice of closed numbers, with and without a successor", inactive],
];

describe("cpis message with the council's messages", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "cpis-council-message-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(messages)("builds %s from JSON, and reads it back without loss", async (_name, message) => {
    const file = join(folder, "message.json");
    writeFileSync(file, JSON.stringify(message));
    const built = await runCpis(["message", "build", file]);
    expect(built.err).toBe("");
    expect(built.exitCode).toBe(0);
    const xml = join(folder, "message.xml");
    writeFileSync(xml, built.out);
    const parsed = await runCpis(["message", "parse", xml]);
    expect(parsed.exitCode).toBe(0);
    expect(Object.keys(JSON.parse(parsed.out) as object)[0]).toBe("kind");
    expect(JSON.parse(parsed.out)).toEqual(message);
  });

  test.each(messages)("refuses %s with a field that does not belong to it", async (_name, message) => {
    const { exitCode, out, err } = await runCpis(["message", "build", "-"], {
      input: JSON.stringify({ ...message, colour: "red" }),
    });
    expect(exitCode).toBe(1);
    expect(out).toBe("");
    expect(err).toMatch(/^cpis: CPIS_MESSAGE_MALFORMED: /);
  });

  test("names every kind in the help", async () => {
    const { out } = await runCpis(["message", "parse", "--help"]);
    for (const [, { kind }] of messages) expect(out).toContain(kind);
  });

  test("reads an upload as large as a MESH file may be", { timeout: 120_000 }, async () => {
    const file = join(folder, "large.xml");
    const [, record] = upload.records;
    const count = 66_000;
    function* records() {
      for (let index = 0; index < count; index += 1) yield record!;
    }
    await pipeline(Readable.from(streamUpload(upload, count, records())), createWriteStream(file));
    const { size } = statSync(file);
    expect(size).toBeGreaterThan(55_000_000);
    expect(size).toBeLessThan(64_000_000);
    const { exitCode, out } = await runCpis(["message", "parse", file]);
    expect(exitCode).toBe(0);
    expect(out.match(/"kind": "mother"/g)).toHaveLength(count);
    const tooLarge = join(folder, "too-large.xml");
    writeFileSync(tooLarge, Buffer.alloc(64_000_001, 0x20));
    const refused = await runCpis(["message", "parse", tooLarge]);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain("CPIS_XML_TOO_LARGE");
  });

  test("refuses a message whose bytes are not UTF-8 instead of mending it", async () => {
    const file = join(folder, "latin.xml");
    const { out } = await runCpis(["message", "build", "-"], { input: JSON.stringify(upload) });
    writeFileSync(file, Buffer.from(out.replace("Tamsin", "Zo\u00EB"), "latin1"));
    const { exitCode, err } = await runCpis(["message", "parse", file]);
    expect(exitCode).toBe(1);
    expect(err).toContain("not UTF-8");
  });
});
