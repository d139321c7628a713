// Whether somebody without the code could tell a record from none by how long a refusal takes. The same refusals for a child
// with a record and for two without, in random order. The two without are the yardstick: what differs between them is noise.
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Pool } from "undici";
import { createGateway } from "../../dist/src/gateway/create-gateway.js";
import { createSimulator } from "../../dist/src/simulator/simulator.js";
import { syntheticPerson } from "../../dist/src/testing/synthetic-people.js";
import { middle } from "./figures.mjs";

const stories = ["current-protection-plan", "no-record", "no-record-with-reason"];
const perRoute = Number(process.env.CPIS_BENCH_REFUSALS ?? 6000);

/** The row of docs/benchmarks.md for each route: a refusal about a record, held against one about none. */
export async function run() {
  const site = await start();
  try {
    const rows = [];
    for (const [name, request] of Object.entries(site.routes)) rows.push(await compare(name, request));
    return rows;
  } finally {
    await site.stop();
  }
}

async function compare(name, request) {
  const times = stories.map(() => []);
  // The first calls are compiled and cached by nobody yet.
  for (let warm = 0; warm < 600; warm += 1) await request(warm % stories.length);
  for (let count = 0; count < perRoute; count += 1) {
    const which = randomInt(stories.length);
    times[which].push(await request(which));
  }
  const [record, none, other] = times;
  return {
    name: `refusal, ${name}: record against none`,
    peer: `none against none: ${inWords(other, none)}`,
    ours: inWords(record, none),
    ratio: `medians ${ms(middle(record))} and ${ms(middle(none))}`,
    goal: "no more often slower than a coin says",
  };
}

const ms = (value) => `${value.toFixed(3)} ms`;

/** How often one of the first kind is slower than one of the second, with the error of the estimate: 50 % is no difference. */
function inWords(one, other) {
  const { share, error } = slowerShare(one, other);
  return `slower in ${(share * 100).toFixed(2)} % ± ${(1.96 * error * 100).toFixed(2)} % (95 %)`;
}

// The Mann-Whitney statistic over all pairs, and its standard error where both are alike.
function slowerShare(one, other) {
  const all = [...one.map((value) => [value, 1]), ...other.map((value) => [value, 0])].sort(
    ([left], [right]) => left - right,
  );
  let below = 0;
  let wins = 0;
  for (const [, isOne] of all) {
    if (isOne === 1) wins += below;
    else below += 1;
  }
  const pairs = one.length * other.length;
  return { share: wins / pairs, error: Math.sqrt((one.length + other.length + 1) / (12 * pairs)) };
}

async function start() {
  const folder = mkdtempSync(join(tmpdir(), "cpis-refusals-"));
  const simulator = await createSimulator();
  await simulator.start();
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "bench", alg: "ES256" };
  const gateway = await createGateway(planFor(simulator, jwk, join(folder, "store.sqlite")));
  const { apiUrl, spineListenerUrl } = await gateway.start();
  simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
  const pool = new Pool(apiUrl, { connections: 1 });
  const permitted = await mint(privateKey, ["B0107"]);
  const refused = await mint(privateKey, []);
  const call = async (method, path, token, body) => {
    const started = performance.now();
    const { statusCode, body: answer } = await pool.request({
      method,
      path,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { statusCode, text, ms: performance.now() - started };
  };
  const settled = [];
  for (const story of stories) {
    settled.push(await settle(story, (method, path, body) => call(method, path, permitted, body)));
  }
  const refusal = async (method, path, body) => {
    const { statusCode, ms: took } = await call(method, path, refused, body);
    if (statusCode !== 403) throw new Error(`${method} ${path} answered ${statusCode}`);
    return took;
  };
  const event = {
    eventId: randomUUID(),
    sequence: 1,
    kind: "displayed",
    at: "2026-01-05T12:00:00Z",
    version: 1,
  };
  const at = (which, rest = "") => `/api/v1/lookups/${settled[which].lookupId}${rest}`;
  return {
    routes: {
      reading: (which) => refusal("GET", at(which)),
      following: (which) => refusal("GET", at(which, "/stream")),
      reporting: (which) => refusal("POST", at(which, "/events"), { events: [event] }),
      "asking anew": (which) =>
        refusal("POST", "/api/v1/lookups", { ...settled[which], lookupId: randomUUID() }),
      "asking again": (which) => refusal("POST", "/api/v1/lookups", settled[which]),
    },
    async stop() {
      await pool.close();
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A lookup with its final answer. */
async function settle(story, call) {
  const { nhsNumber, nhsNumberStatus, birthDate } = syntheticPerson(story, Date.now());
  const lookup = {
    lookupId: randomUUID(),
    trigger: "opened",
    locationId: "ed",
    patient: { nhsNumber, nhsNumberStatus, birthDate },
    encounter: { id: "ENC-1" },
  };
  await call("POST", "/api/v1/lookups", lookup);
  for (;;) {
    const { state } = JSON.parse((await call("GET", `/api/v1/lookups/${lookup.lookupId}`)).text);
    if (state.kind === "record" || state.kind === "no-record") return lookup;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function planFor(simulator, jwk, file) {
  return {
    hash: "000000000000",
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
      contentTtlMs: 43_200_000,
      reuseWindowMs: 43_200_000,
    },
    spine: simulator.spinePlan(),
    http: { host: "127.0.0.1", port: 0, allowedOrigins: [] },
    store: { file, sealingKey: randomBytes(32).toString("base64") },
    contacts: { officeHours: {} },
    logLevel: "silent",
  };
}

async function mint(key, activityCodes) {
  return new SignJWT({
    sub: "nurse",
    sdsUserId: "999900000101",
    sdsRoleProfileId: "999900000102",
    jobRoleCode: "R8001",
    jobRoleName: "Nurse Access Role",
    activityCodes,
    orgOds: "ZZ9A1",
    orgName: "Northgate General Hospital",
    givenName: "Ama",
    familyName: "O’Rell",
  })
    .setProtectedHeader({ alg: "ES256", kid: "bench" })
    .setIssuer("bench")
    .setAudience("cpis-gateway")
    .setExpirationTime("3h")
    .sign(key);
}
