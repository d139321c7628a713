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
import { makeCase, nhsNumbers } from "./council-data.mjs";

const children = 5_000;
const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 7);
const today = "2026-11-19";
const authority = {
  odsCode: "ZZL01",
  name: "Northshire Council",
  officeHoursTelephone: "01632960101",
  emergencyDutyTelephone: "01632960199",
};

/** The upload and derivation rows of docs/benchmarks.md. */
export async function run() {
  const cases = nhsNumbers(children).map((nhsNumber, index) => makeCase(index, nhsNumber));
  return [...(await uploadRows()), ...derivationRows(cases)];
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

function inWords(values, unit) {
  const sorted = [...values].sort((one, other) => one - other);
  return `${middle(sorted).toFixed(1)} ${unit} (${sorted[0].toFixed(1)}–${sorted.at(-1).toFixed(1)})`;
}

function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
