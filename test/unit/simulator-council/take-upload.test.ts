import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import { buildUpload, type Upload } from "../../../src/codec/hl7v3/upload.js";
import type { UploadRecord } from "../../../src/codec/hl7v3/upload-record.js";
import { toSender } from "../../../src/codec/to-upload-record.js";
import { buildUploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { createPds } from "../../../src/simulator/council/pds.js";
import { takeUpload, type TakenUpload } from "../../../src/simulator/council/take-upload.js";
import { createUploadSequences } from "../../../src/simulator/council/upload-sequence.js";
import { createRegister } from "../../../src/simulator/register.js";
import type { Seed } from "../../../src/simulator/seed.js";
import { northshireCouncil } from "../../../src/testing/synthetic-people.js";
import { mutate, mutations } from "../../fuzz/mutate.js";
import { uploads } from "../../support/mailbox-arbitraries.js";

const seed: Seed = {
  authorities: [northshireCouncil],
  children: [],
  scenarios: [],
  // Everybody matches: what is refused is refused for what the file says.
  pds: { people: [], others: "match" },
};

function take(content: Uint8Array): { readonly taken: TakenUpload; readonly numbers: readonly string[] } {
  const clock = { now: () => Date.UTC(2026, 10, 19, 14, 32) };
  const register = createRegister(seed, clock);
  const put: string[] = [];
  const watched = {
    ...register,
    put: (...held: Parameters<typeof register.put>) => {
      put.push(held[0].nhsNumber);
      register.put(...held);
    },
  };
  const context = { register: watched, pds: createPds(seed), sequences: createUploadSequences(), clock };
  return { taken: takeUpload(content, northshireCouncil, undefined, context), numbers: put };
}

/** A file of this council that the register would load: fitting subjects, dates in order, children who are children. */
function loadable(upload: Upload): Upload {
  const sender = { ...toSender(northshireCouncil), name: upload.sender.name.trim() || "Council" };
  const records = upload.records.map(({ plans: [plan], subjects: [subject] }): UploadRecord => {
    if (plan === undefined || subject === undefined) throw new RangeError("A record has both.");
    const unborn = plan.kind === "unborn-child-protection-plan";
    const ends = plan.endDate === undefined ? {} : { endDate: "202703010000" };
    return {
      plans: [{ ...plan, startDate: "202609010000", ...ends }],
      subjects: [{ ...subject, kind: unborn ? "mother" : "child", birthTime: "20180302" }],
    };
  });
  return { ...upload, sender, records };
}

const named = (upload: Upload): Upload => ({
  ...upload,
  sender: { ...upload.sender, odsCode: northshireCouncil.odsCode },
});
const files = fc.oneof(uploads.map(named), uploads.map(loadable)).map((upload) => ({
  upload,
  bytes: Buffer.from(buildUpload(upload)),
}));

/** What must hold of every answer, whatever came. */
function checkAnswer({ taken, numbers }: ReturnType<typeof take>): void {
  const { answer } = taken;
  if (answer === undefined) throw new Error("A first file is always answered.");
  // It can be written, and is well formed.
  readXml(buildUploadAcknowledgement(answer));
  const codes = answer.recordDetails.map(({ code }) => code.code);
  const accepted = codes.filter((code) => code === "CPR06").length;
  expect([answer.succeeded, answer.failed]).toEqual([accepted, codes.length - accepted]);
  expect(answer.records.map(({ valid }) => valid)).toEqual(codes.map((code) => code === "CPR06"));
  const fileCode = answer.fileCodes[0]?.code;
  if (fileCode === "CPF01") expect(codes).toEqual([]);
  else expect(fileCode).toBe(accepted === codes.length ? "CPF02" : accepted === 0 ? "CPF04" : "CPF03");
  // The register holds exactly what was answered with CPR06 (H-20).
  const told = answer.records.flatMap(({ valid, subjects }) => (valid ? [subjects[0]?.nhsNumber] : []));
  expect(numbers).toEqual(told);
}

describe("whatever a council sends", () => {
  it("any upload that can be built is answered record by record, and the register holds what was accepted (H-20)", () => {
    fc.assert(
      fc.property(files, ({ upload, bytes }) => {
        const result = take(bytes);
        expect(result.taken.sequenceNumber).toBe(upload.sequenceNumber);
        expect(result.taken.answer?.processed).toBe(upload.records.length);
        checkAnswer(result);
      }),
      { numRuns: 300 },
    );
  });

  it("a file without a fault is loaded whole", () => {
    fc.assert(
      fc.property(uploads.map(loadable), (upload) => {
        const { taken } = take(Buffer.from(buildUpload(upload)));
        expect(taken.answer?.fileCodes[0]?.code).toBe("CPF02");
      }),
      { numRuns: 200 },
    );
  });

  it("bytes changed anywhere never go without an answer, and never put in the register what was refused (H-20)", () => {
    fc.assert(
      fc.property(files, files, mutations, ({ bytes }, donor, changes) => {
        checkAnswer(take(mutate(bytes, changes, [donor.bytes])));
      }),
      { numRuns: 1_500 },
    );
  });
});
