// Whole lookups through the gateway: a page's request, its stream and its reading of the answer; HL7 in ebXML to Spine
// and back over mutual TLS; audit and replies durable. 99 % of the replies are no record, 1 % a record of 31 kB.
import { fork } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Pool } from "undici";
import { buildEbxmlMessage } from "../../dist/src/codec/ebxml/ebxml-message.js";
import { createCertificateAuthority } from "../../dist/src/simulator/certificates.js";
import { defaultSeed } from "../../dist/src/simulator/default-seed.js";
import { createRegister } from "../../dist/src/simulator/register.js";
import { buildNoRecord, buildRecord } from "../../dist/src/simulator/reply-messages.js";
import { parseSeed } from "../../dist/src/simulator/seed.js";
import { simulatorParties } from "../../dist/src/simulator/connection-settings.js";
import { createLeanSpine } from "./lean-spine.mjs";

const clock = { now: () => Date.now() };
const recordBytes = 31_000;
const childWithRecord = "9995260182";
const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 3);
const lookupsPerRound = Number(process.env.CPIS_BENCH_LOOKUPS ?? 1500);

/** The lookup rows of docs/benchmarks.md. The peer's figures are its published ones: it cannot be run here. */
export async function run() {
  const bench = await start();
  try {
    await lookups(bench.kept, 16, 400);
    const alone = [];
    const kept = [];
    const fresh = [];
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await lookups(bench.kept, 1, Math.ceil(lookupsPerRound / 5)));
      kept.push(await lookups(bench.kept, 16, lookupsPerRound));
      fresh.push(await lookups(bench.fresh, 16, lookupsPerRound));
    }
    const steady = await paced(bench.kept, 20, 200);
    return [
      row("one at a time, kept-alive", alone, [14], "–"),
      row("16 at once, kept-alive", kept, [82, 42], "10x"),
      row("16 at once, each reply on a new connection", fresh, [82, 42], "5x"),
      {
        name: "20 a second: whole lookup p50 / p95",
        peer: "–",
        ours: `${steady.p50.toFixed(1)} / ${steady.p95.toFixed(1)} ms`,
        ratio: "–",
        goal: "p95 25 ms or less added",
      },
    ];
  } finally {
    await bench.stop();
  }
}

function row(name, samples, peer, goal) {
  const rates = samples.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  const median = middle(rates);
  const p50 = middle(samples.map((sample) => sample.p50).sort((a, b) => a - b));
  const p95 = middle(samples.map((sample) => sample.p95).sort((a, b) => a - b));
  const cpu = middle(samples.map((sample) => sample.cpuMs).sort((a, b) => a - b));
  const own = middle(samples.map((sample) => sample.ownCpuMs).sort((a, b) => a - b));
  return {
    name: `whole lookups, ${name}`,
    peer: `${peer.toReversed().join("-")}/s (published)`,
    ours: `${median.toFixed(0)}/s (${rates[0].toFixed(0)}-${rates.at(-1).toFixed(0)}), p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, CPU per lookup: gateway ${cpu.toFixed(2)} ms, load generator ${own.toFixed(2)} ms`,
    ratio: peer.map((perSecond) => `${(median / perSecond).toFixed(1)}x`).join(" - "),
    goal,
  };
}

const middle = (sorted) => sorted[Math.floor(sorted.length / 2)];

async function start() {
  const folder = mkdtempSync(join(tmpdir(), "cpis-bench-"));
  const authority = await createCertificateAuthority(clock, "Bench Root CA");
  const addresses = ["127.0.0.1"];
  const spine = await authority.issue({ names: ["spine.simulator"], addresses });
  const identity = await authority.issue({ names: ["gateway.simulator"], addresses });
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "ES256" };
  const tokens = await Promise.all(Array.from({ length: 64 }, (_, index) => mint(privateKey, index)));
  const setups = [];
  for (const keepAlive of [true, false]) {
    setups.push(await startOne({ folder, authority, spine, identity, jwk, tokens, keepAlive }));
  }
  return {
    kept: setups[0],
    fresh: setups[1],
    async stop() {
      for (const setup of setups) await setup.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startOne({ folder, authority, spine, identity, jwk, tokens, keepAlive }) {
  const leanSpine = await createLeanSpine({
    identity: spine,
    authorityPem: authority.pem,
    parties: simulatorParties,
    replies: createReplies(),
    buildMessage: buildEbxmlMessage,
    keepAlive,
  });
  const child = fork(new URL("./gateway-process.mjs", import.meta.url), { stdio: "inherit" });
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const ended = () => reject(new Error("the gateway's process ended"));
      child.once("exit", ended);
      child.once("message", (answer) => {
        child.off("exit", ended);
        resolve(answer);
      });
      child.send(message);
    });
  const file = join(folder, `${keepAlive ? "kept" : "fresh"}.sqlite`);
  const { apiUrl, spineListenerUrl } = await ask(gatewayPlan({ authority, identity, jwk, file, leanSpine }));
  leanSpine.target = spineListenerUrl;
  const pool = new Pool(apiUrl, { connections: 64 });
  return {
    pool,
    tokens,
    cpu: () => ask("cpu"),
    async stop() {
      await pool.close();
      child.send("stop");
      await new Promise((resolve) => child.once("exit", resolve));
      await leanSpine.stop();
    },
  };
}

function createReplies() {
  const register = createRegister(parseSeed(defaultSeed(Date.now()), Date.now()));
  const entry = register.find(childWithRecord);
  return (queryMessageId, nhsNumber) => {
    const identity = {
      messageId: randomUUID().toUpperCase(),
      queryMessageId,
      nowEpochMs: Date.now(),
      gatewayAsid: simulatorParties.gatewayAsid,
      spineAsid: simulatorParties.spineAsid,
    };
    if (nhsNumber !== childWithRecord)
      return { action: "QUQI_IN010000UK14", hl7: buildNoRecord(identity, "NF") };
    return { action: "REPC_IN000007GB01", hl7: bigRecord(identity, entry) };
  };
}

let padding;
function bigRecord(identity, entry) {
  const build = (accesses) =>
    buildRecord(identity, { ...entry, accesses }, randomUUID().toUpperCase(), (content) => content);
  const access = entry.accesses[0] ?? {
    at: Date.now() - 86_400_000,
    queryId: randomUUID().toUpperCase(),
    author: {
      kind: "person",
      role: { code: "R8001", codeSystem: "1.2.826.0.1285.0.2.1.104", displayName: "Nurse Access Role" },
      sdsUserId: "999900000101",
      name: { given: ["Ama"], family: "O’Rell" },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
    },
  };
  if (padding === undefined) {
    // 25 accesses are what CP-IS lists at most; a long organisation name brings the message to its full size.
    const missing = recordBytes - build(Array.from({ length: 25 }, () => access)).length;
    padding = "x".repeat(Math.max(0, Math.ceil(missing / 25)));
  }
  const organisation = { ...access.author.organisation, name: `Northgate ${padding}` };
  return build(
    Array.from({ length: 25 }, (_, index) => ({
      ...access,
      at: access.at - index * 1000,
      author: { ...access.author, organisation },
    })),
  );
}

async function mint(key, index) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    sdsUserId: `9999000${String(index).padStart(5, "0")}`,
    sdsRoleProfileId: "999900000102",
    jobRoleCode: "R8001",
    jobRoleName: "Nurse Access Role",
    activityCodes: ["B0107"],
    orgOds: "ZZ9A1",
    orgName: "Northgate General Hospital",
    givenName: "Ama",
    familyName: "O’Rell",
  })
    .setProtectedHeader({ alg: "ES256", kid: "bench" })
    .setIssuer("bench")
    .setAudience("cpis-gateway")
    .setExpirationTime(now + 7200)
    .sign(key);
}

async function lookups(setup, atOnce, total) {
  const before = await setup.cpu();
  const ownBefore = process.cpuUsage();
  const started = performance.now();
  const times = [];
  let left = total;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      await wholeLookup(setup);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - started) / 1000;
  const after = await setup.cpu();
  const own = process.cpuUsage(ownBefore);
  const cpuMs = (after.user - before.user + after.system - before.system) / 1000 / total;
  const ownCpuMs = (own.user + own.system) / 1000 / total;
  return { perSecond: total / seconds, cpuMs, ownCpuMs, ...quantiles(times) };
}

async function paced(setup, perSecond, total) {
  const times = [];
  const running = [];
  for (let index = 0; index < total; index += 1) {
    const from = performance.now();
    running.push(wholeLookup(setup).then(() => times.push(performance.now() - from)));
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  await Promise.all(running);
  return quantiles(times);
}

function quantiles(times) {
  const sorted = times.sort((a, b) => a - b);
  return { p50: middle(sorted), p95: sorted[Math.floor(sorted.length * 0.95)] };
}

let turn = 0;

// One patient in a hundred has a record; the others are numbers of the test range that nobody holds.
function nhsNumberOf(index) {
  if (index % 100 === 0) return childWithRecord;
  for (let serial = 100_000 + index * 2; ; serial += 1) {
    const nine = `999${String(serial % 1_000_000).padStart(6, "0")}`;
    const sum = [...nine].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) return `${nine}${check}`;
  }
}

// As a page does it: ask, follow the stream to a final state, fetch the content.
async function wholeLookup({ pool, tokens }) {
  turn += 1;
  const headers = { authorization: `Bearer ${tokens[turn % tokens.length]}` };
  const lookupId = randomUUID();
  const path = `/api/v1/lookups/${lookupId}`;
  const opened = await pool.request({
    method: "POST",
    path: "/api/v1/lookups",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({
      lookupId,
      trigger: "opened",
      locationId: "ed",
      patient: { nhsNumber: nhsNumberOf(turn), nhsNumberStatus: "verified", birthDate: "2018-02-03" },
      encounter: { id: `ENC-${turn}` },
    }),
  });
  const text = await opened.body.text();
  if (opened.statusCode !== 201) throw new Error(`not opened: ${opened.statusCode} ${text}`);
  const stream = await pool.request({ method: "GET", path: `${path}/stream`, headers });
  await stream.body.text();
  const answer = await pool.request({ method: "GET", path, headers });
  const { state } = await answer.body.json();
  if (state.kind !== "no-record" && state.kind !== "record") {
    throw new Error(`no answer: ${state.kind} ${state.reason}`);
  }
}

function gatewayPlan({ authority, identity, jwk, file, leanSpine }) {
  return {
    environment: "simulator",
    locations: [
      { id: "ed", name: "Emergency department", accessMode: "unscheduled", enabled: true, discreet: false },
    ],
    eligibility: { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: false },
    identity: {
      audience: "cpis-gateway",
      issuer: "bench",
      trustedKeys: { keys: [jwk] },
      clockToleranceSeconds: 0,
      unscheduledActivity: "B0107",
      scheduledActivity: "B0170",
      rolesNeverAutomatic: [],
      nominatedPerson: { given: "Ines", family: "Vale", jobRoleCode: "R0260", jobRoleName: "Named Nurse" },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
      jobRoleCodeSystem: "1.2.826.0.1285.0.2.1.104",
    },
    limits: { perUserPerMinute: 1e6, perSitePerMinute: 1e6, requestsPerMinute: 1e9 },
    lookups: {
      dwellMs: 1000,
      answerMs: 30_000,
      lateAnswerMs: 120_000,
      contentTtlMs: 900_000,
      reuseWindowMs: 43_200_000,
    },
    spine: {
      endpoint: leanSpine.endpoint,
      serverName: "spine.simulator",
      contract: {
        pattern: "express",
        cpaId: simulatorParties.queryCpaId,
        syncReply: true,
        retries: 0,
        retryIntervalMs: 0,
        persistDurationMs: 0,
        actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
      },
      ownPartyKey: simulatorParties.gatewayPartyKey,
      spinePartyKey: simulatorParties.spinePartyKey,
      ownAsid: simulatorParties.gatewayAsid,
      spineAsid: simulatorParties.spineAsid,
      tls: { key: identity.key, certificate: identity.certificate, authorities: authority.pem },
      listener: { host: "127.0.0.1", port: 0, allowedSubjects: ["spine.simulator"] },
      noRecordCodes: [],
      timings: { connectTimeoutMs: 5000, httpAnswerTimeoutMs: 20_000 },
    },
    http: { host: "127.0.0.1", port: 0, allowedOrigins: [] },
    store: { file, sealingKey: randomBytes(32).toString("base64") },
    contacts: { officeHours: {} },
    logLevel: "silent",
  };
}
