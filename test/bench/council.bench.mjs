// The council's rows: an upload of 5,000 children against a string template, each in a process of its own; plan periods from
// 5,000 histories; and the whole way from cases to the records of a file.
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { toUploadRecord } from "../../dist/src/codec/to-upload-record.js";
import { buildUploadRecord } from "../../dist/src/codec/hl7v3/upload-record.js";
import { defaultStatusTable } from "../../dist/src/domain/legal-status.js";
import { derivePlanPeriods } from "../../dist/src/domain/plan-periods.js";
import { reconcilePlans } from "../../dist/src/domain/reconcile.js";
import { groupForUpload } from "../../dist/src/domain/upload-batch.js";
import {
  buildUploadAcknowledgement,
  parseUploadAcknowledgement,
} from "../../dist/src/codec/hl7v3/upload-acknowledgement.js";
import { toUploadAnswer } from "../../dist/src/codec/to-upload-answer.js";
import { decideUploadOutcome } from "../../dist/src/domain/upload-outcome.js";
import { makeCase, makeRecords, nhsNumbers, uploadHeader } from "./council-data.mjs";
import { inWords, middle } from "./figures.mjs";

const children = 5_000;
const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 7);
const today = "2026-11-19";
const authority = {
  odsCode: "ZZL01",
  name: "Northshire Council",
  officeHoursTelephone: "01632960101",
  emergencyDutyTelephone: "01632960199",
};

/** The upload, derivation and answer rows of docs/benchmarks.md. */
export async function run() {
  const cases = nhsNumbers(children).map((nhsNumber, index) => makeCase(index, nhsNumber));
  return [...(await uploadRows()), ...derivationRows(cases), ...answerRows()];
}

async function uploadRows() {
  const directory = mkdtempSync(join(tmpdir(), "cpis-council-bench-"));
  const samples = { peer: [], ours: [] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const writer of ["peer", "ours"]) samples[writer].push(await write(writer, directory));
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  const digests = new Set([...samples.peer, ...samples.ours].map(({ digest }) => digest));
  if (digests.size !== 1) throw new Error("The two files differ: the comparison would mean nothing.");
  return [
    compare(
      `upload of ${children} children, time`,
      samples,
      ({ durationMs }) => durationMs,
      "ms",
      "8x or less",
    ),
    compare(
      `upload of ${children} children, peak memory`,
      samples,
      ({ peakKb }) => peakKb / 1024,
      "MB",
      "1.5x or less",
    ),
  ];
}

function write(writer, directory) {
  const program = fileURLToPath(new URL("./council-upload-process.mjs", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(program, [writer, join(directory, writer), String(children)]);
    let result;
    child.once("message", (message) => {
      result = message;
      child.disconnect();
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (result === undefined) reject(new Error(`The ${writer} ended with ${code}.`));
      else resolve(result);
    });
  });
}

function derivationRows(cases) {
  const samples = { peer: [], ours: [] };
  const whole = [];
  for (let round = 0; round < rounds; round += 1) {
    samples.peer.push(timed(() => cases.forEach(({ statuses }) => bareMerge(statuses))));
    samples.ours.push(timed(() => cases.forEach((record) => derivePlanPeriods(record, defaultStatusTable))));
    whole.push(timed(() => fromCasesToRecords(cases)));
  }
  return [
    compare(
      `plan periods of ${children} histories (peer: sort and merge alone)`,
      samples,
      (ms) => ms,
      "ms",
      "–",
    ),
    {
      name: `${children} cases, from history to the records of a file`,
      peer: "–",
      ours: inWords(whole, "ms"),
      ratio: "–",
      goal: "30 s or less",
    },
  ];
}

/** An answer to a file of 5,000, one record in twenty refused: read, and every detail paired with its child. */
function answerRows() {
  const records = [...makeRecords(children)];
  const echoes = records.map((record, index) =>
    index % 20 === 0 ? { valid: false, ...record } : { valid: true, subjects: record.subjects },
  );
  const sent = {
    sequenceNumber: uploadHeader.sequenceNumber,
    subjects: records.map(({ subjects: [{ nhsNumber, localId }] }) => ({
      nhsNumber,
      localIds: [localId.value],
    })),
  };
  const refused = echoes.filter(({ valid }) => !valid).length;
  const messageWith = (locate) => ({
    kind: "upload-acknowledgement",
    creationTime: uploadHeader.creationTime,
    sequenceNumber: uploadHeader.sequenceNumber,
    processed: children,
    fileCodes: [{ code: "CPF03", displayName: "Partly loaded" }],
    recordDetails: echoes.map(({ valid, subjects }, index) => ({
      code: { code: valid ? "CPR06" : "CPR03", translations: [] },
      location: locate(index, subjects[0]),
    })),
    receiver: uploadHeader.sender,
    failed: refused,
    records: echoes,
    succeeded: children - refused,
  });
  const byPosition = messageWith((index) => `/FileResponse/message[${index + 1}]`);
  const byNumber = messageWith((_index, { nhsNumber }) => `//id[@extension='${nhsNumber}']`);
  const bytes = Buffer.from(buildUploadAcknowledgement(byPosition));
  const samples = { read: [], position: [], number: [] };
  const pair = (message) => {
    const { subjects } = decideUploadOutcome(sent, toUploadAnswer(message), "2026-11-19T02:05:00.000Z");
    const accepted = [...subjects.values()].filter(({ kind }) => kind === "accepted").length;
    if (accepted !== children - refused)
      throw new Error("The answer was not understood: its figure would mean nothing.");
  };
  for (let round = 0; round < rounds; round += 1) {
    samples.read.push(timed(() => parseUploadAcknowledgement(bytes)));
    samples.position.push(timed(() => pair(byPosition)));
    samples.number.push(timed(() => pair(byNumber)));
  }
  const row = (name, values) => ({ name, peer: "–", ours: inWords(values, "ms"), ratio: "–", goal: "–" });
  return [
    row(
      `answer to ${children} records (${(bytes.length / 1e6).toFixed(1)} MB), bytes to typed message`,
      samples.read,
    ),
    row("its details paired with the children, by position", samples.position),
    row("the same by NHS number in the path", samples.number),
  ];
}

function fromCasesToRecords(cases) {
  const derived = cases.map((record) => ({
    record,
    periods: derivePlanPeriods(record, defaultStatusTable).periods,
  }));
  let length = 0;
  for (const { subjects, periods } of groupForUpload(derived, new Set()).groups) {
    const { send } = reconcilePlans(periods, [], [], today);
    if (send.length > 0) length += buildUploadRecord(toUploadRecord(subjects, send, authority)).length;
  }
  return length;
}

/** The least that any derivation must do: no table, no birthdays, no reports. */
function bareMerge(statuses) {
  const merged = [];
  for (const { from, until } of [...statuses].sort((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || (last.until ?? "9999") < from) merged.push({ from, until });
    else if ((until ?? "9999") > (last.until ?? "9999")) last.until = until;
  }
  return merged;
}

function timed(work) {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

function compare(name, { peer, ours }, value, unit, goal) {
  const ratio = middle(ours.map(value)) / middle(peer.map(value));
  return {
    name,
    peer: inWords(peer.map(value), unit),
    ours: inWords(ours.map(value), unit),
    ratio: `${ratio.toFixed(2)}x`,
    goal,
  };
}
