/**
 * A gateway of a hospital and a council with its log at the lowest level, led through every story, every scenario, a
 * council's loop and requests that hold names and numbers wherever a page can put them. What it writes to its standard
 * output and error stream is the test's to read. Prints one line of its own at the end.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import type { HospitalPlan } from "../../../src/config/plan.js";
import type { Scenario } from "../../../src/simulator/scenarios.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { syntheticCouncilPeople } from "../../../src/testing/synthetic-council-people.js";
import { syntheticPeople, type SyntheticPerson } from "../../../src/testing/synthetic-people.js";
import { createTokenMint, gatewayPlan, newLookupId } from "../../support/gateway-plan.js";
import { caseOf, officer } from "../council/support.js";
import { leadCases, leadNotices, leadSetAside, leadTakeover } from "./log-safety-council.js";

const scenarios: readonly Scenario[] = [
  { name: "answers-twice" },
  { name: "for-another-child" },
  ...(["truncated", "doctype", "entities", "wrong-root", "unknown-code", "not-multipart"] as const).map(
    (form): Scenario => ({ name: "malformed", form }),
  ),
  { name: "unknown-plan-template" },
  { name: "more-than-25-accesses" },
  { name: "counts-disagree" },
  { name: "identity-mismatch" },
  { name: "error-list" },
  { name: "fault", codes: ["201"] },
  { name: "http-status", status: 500 },
  { name: "connection-reset", when: "before-reading" },
  { name: "reply-before-202" },
  { name: "wrong-party" },
  { name: "unknown-ref" },
  { name: "missing-ref" },
  { name: "disagreeing-correlation" },
  { name: "action-mismatch" },
  { name: "mcci-aa-then-answer" },
  { name: "mcci-ae" },
  { name: "register-fault" },
  { name: "acknowledgment-requested", syncReply: true },
];

const folder = mkdtempSync(join(tmpdir(), "cpis-log-"));
const simulator = await createSimulator({ council: { notificationIntervalMs: 20 } });
await simulator.start();
const mint = await createTokenMint();
const base = gatewayPlan({
  storeFile: join(folder, "store.sqlite"),
  trustedKeys: mint.jwks,
  spine: simulator.spinePlan(),
  lookups: { answerMs: 250, lateAnswerMs: 400 },
  limits: { perUserPerMinute: 500, perSitePerMinute: 500 },
});
const own = simulator.councilPlan();
const plan: HospitalPlan = {
  ...base,
  council: { ...own, uploads: { ...own.uploads, afterChangeMs: 1 } },
  logLevel: "debug",
};
const gateway = await createGateway(plan);
const { apiUrl, spineListenerUrl } = await gateway.start();
let reached = apiUrl;
simulator.listenerTarget = { url: spineListenerUrl, serverName: "gateway.simulator" };
const nurse = await mint.token();
const dataOfficer = await mint.token(officer);

async function call(path: string, token: string, body?: unknown, method?: string): Promise<unknown> {
  const response = await fetch(new URL(path, reached), {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return response.json().catch(() => undefined);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function look(person: SyntheticPerson): Promise<void> {
  const { nhsNumber, nhsNumberStatus, birthDate } = person;
  const lookupId = newLookupId();
  await call("/api/v1/lookups", nurse, {
    lookupId,
    trigger: "opened",
    locationId: "ed",
    patient: { nhsNumber, nhsNumberStatus, birthDate },
    encounter: { id: `ENC-${person.familyName}-${newLookupId()}` },
  });
  for (let turn = 0; turn < 60; turn += 1) {
    const view = (await call(`/api/v1/lookups/${lookupId}`, nurse)) as { state?: { kind?: string } };
    if (view.state?.kind !== "checking") break;
    await pause(20);
  }
  const at = new Date().toISOString();
  const event = { eventId: newLookupId(), sequence: 1, kind: "displayed", at, version: 2 };
  await call(`/api/v1/lookups/${lookupId}/events`, nurse, { events: [event] });
}

const people = syntheticPeople(Date.now());
for (const person of people) await look(person);
const child = people.find(({ story }) => story === "current-protection-plan");
if (child === undefined) throw new Error("nobody with a plan");
for (const scenario of scenarios) {
  simulator.scenarios.forNext(scenario);
  await look(child);
}

for (const person of people.slice(0, 3)) {
  const name = `${person.givenName} ${person.familyName}`;
  const { nhsNumber = "" } = person;
  for (const locationId of [name, person.familyName, nhsNumber]) {
    const patient = { nhsNumber, nhsNumberStatus: "verified", birthDate: person.birthDate };
    await call("/api/v1/lookups", nurse, { lookupId: newLookupId(), trigger: "opened", locationId, patient });
    await call("/api/v1/lookups", nurse, {
      lookupId: name,
      trigger: name,
      locationId,
      patient,
      [name]: name,
    });
  }
  await call(`/api/v1/lookups/${encodeURIComponent(name)}?nhsNumber=${nhsNumber}`, nurse);
  await call(`/${nhsNumber}/${encodeURIComponent(name)}`, nurse);
  await call("/api/v1/lookups", nurse, `{"nhsNumber":"${nhsNumber}","name":"${name}"`);
  await call("/api/v1/lookups", `${name}.${nhsNumber}`, {});
  await call(`/api/v1/cases/${encodeURIComponent(name)}`, dataOfficer, { name, nhsNumber }, "PUT");
}

for (const [index, { story }] of syntheticCouncilPeople(Date.now()).entries()) {
  await call(`/api/v1/cases/NS-${String(index)}`, dataOfficer, caseOf(story), "PUT");
}
for (let turn = 0; turn < 100; turn += 1) {
  const view = (await call("/api/v1/cases/NS-0", dataOfficer)) as { visibility?: { kind?: string } };
  if (view.visibility?.kind === "visible") break;
  await pause(50);
}
const shared = syntheticCouncilPeople(Date.now())[0];
if (shared !== undefined) {
  await call("/api/v1/lookups", nurse, {
    lookupId: newLookupId(),
    trigger: "opened",
    locationId: "ed",
    patient: { nhsNumber: shared.nhsNumber, nhsNumberStatus: "verified", birthDate: shared.birthDate },
    encounter: { id: "ENC-1" },
  });
}
const officers = {
  officer: dataOfficer,
  second: await mint.token({ ...officer, sub: "officer-2", sdsUserId: "999900000302" }),
};
await leadNotices(call, simulator, officers);
await leadSetAside(call, simulator, officers);
await leadCases(call, officers);
await pause(600);
await gateway.stop();
// A council whose previous system uploads until a second person approves.
const takingOver = await createGateway({
  ...plan,
  store: { ...plan.store, file: join(folder, "taking-over.sqlite") },
  council: { ...own, takesOver: true },
});
reached = (await takingOver.start()).apiUrl;
await call("/api/v1/cases/NS-0", dataOfficer, caseOf("matches"), "PUT");
await leadTakeover(call, officers);
await pause(600);
await takingOver.stop();
await simulator.stop();
rmSync(folder, { recursive: true, force: true });
process.stdout.write("everything was tried\n");
