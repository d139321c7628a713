// A council's gateway with its store in a file, asked over HTTP as its pages and the import ask it.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createGateway } from "../../dist/src/gateway/create-gateway.js";
import { createSimulator } from "../../dist/src/simulator/simulator.js";
import { makeCase, nhsNumbers } from "./council-data.mjs";

const batch = 500;

/** Starts one; the caller stops it. */
export async function openCouncilBench() {
  const folder = mkdtempSync(join(tmpdir(), "cpis-council-bench-"));
  const simulator = await createSimulator();
  await simulator.start();
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const key = { ...(await exportJWK(publicKey)), kid: "bench", alg: "ES256" };
  const gateway = await createGateway(planOf(folder, simulator, key));
  const { apiUrl } = await gateway.start();
  const token = await mint(privateKey);
  const call = async (path, body, method = "POST") => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const request = body === undefined ? { headers } : { headers, method, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, apiUrl), request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
    return JSON.parse(text);
  };
  const timed = async (path, body) => {
    const startedAt = performance.now();
    await call(path, body);
    return performance.now() - startedAt;
  };
  const draftOf = (index, number) => {
    const { localId, subject, statuses } = makeCase(index, number);
    return { localId, child: { ...subject.child, nhsNumber: number }, statuses };
  };
  return {
    timed,
    async importCases(count) {
      const drafts = nhsNumbers(count).map((number, index) => draftOf(index, number));
      const startedAt = performance.now();
      for (let at = 0; at < drafts.length; at += batch) {
        const { faults } = await call("/api/v1/cases/import", {
          firstRow: 1,
          rows: drafts.slice(at, at + batch),
        });
        if (faults.length > 0)
          throw new Error(`${faults.length} faults, the first: ${faults[0].path} ${faults[0].message}`);
      }
      return performance.now() - startedAt;
    },
    async afterChange(rounds) {
      const [number] = nhsNumbers(1);
      const values = [];
      for (let round = 0; round < rounds; round += 1) {
        await call("/api/v1/cases/NS-0", { ...draftOf(0, number), teamId: `team-${round}` }, "PUT");
        await call("/api/v1/cases/NS-0", { ...draftOf(0, number), teamId: `team-${round} again` }, "PUT");
        values.push(await timed("/api/v1/cases?limit=50"));
      }
      return values;
    },
    async stop() {
      await gateway.stop();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function planOf(folder, simulator, key) {
  const council = simulator.councilPlan();
  return {
    environment: "simulator",
    locations: [],
    eligibility: { automaticBelowAge: 18, acceptUnknownNhsNumberStatus: false },
    identity: {
      audience: "cpis-gateway",
      issuer: "https://council.example",
      trustedKeys: { keys: [key] },
      clockToleranceSeconds: 0,
      unscheduledActivity: "B0107",
      scheduledActivity: "B0170",
      rolesNeverAutomatic: [],
      nominatedPerson: { given: "Ines", family: "Vale", jobRoleCode: "R0260", jobRoleName: "Nurse" },
      organisation: { odsCode: "ZZL01", name: "Northshire Council" },
      jobRoleCodeSystem: "1.2.826.0.1285.0.2.1.104",
    },
    limits: { perUserPerMinute: 30, perSitePerMinute: 120, requestsPerMinute: 1_000_000 },
    lookups: {
      dwellMs: 1000,
      answerMs: 30_000,
      lateAnswerMs: 120_000,
      contentTtlMs: 900_000,
      reuseWindowMs: 43_200_000,
    },
    spine: simulator.spinePlan(),
    http: { host: "127.0.0.1", port: 0, allowedOrigins: [] },
    store: { file: join(folder, "store.sqlite"), sealingKey: randomBytes(32).toString("base64") },
    contacts: { officeHours: {} },
    logLevel: "silent",
    // Nothing is sent meanwhile: the lists are measured, not the register.
    council: { ...council, uploads: { ...council.uploads, afterChangeMs: 3_600_000 } },
  };
}

function mint(key) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    sub: "officer-1",
    sdsUserId: "999900000301",
    sdsRoleProfileId: "999900000302",
    jobRoleCode: "SIM-DO",
    jobRoleName: "Data officer",
    orgOds: "ZZL01",
    orgName: "Northshire Council",
    givenName: "Dee",
    familyName: "Officer",
    activityCodes: [],
  })
    .setProtectedHeader({ alg: "ES256", kid: "bench" })
    .setIssuer("https://council.example")
    .setAudience("cpis-gateway")
    .setIssuedAt(now)
    .setExpirationTime(now + 3600)
    .sign(key);
}
