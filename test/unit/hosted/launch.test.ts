import { beforeEach, describe, expect, test } from "vitest";
import type { LaunchPlan, LaunchSystemPlan } from "../../../src/config/hosted-plan.js";
import { launchContext, type LaunchContext } from "../../../src/gateway/hosted/launch/launch-context.js";
import { openLaunch } from "../../../src/gateway/hosted/launch/open-launch.js";
import { createSessionTokens } from "../../../src/gateway/hosted/launch/session-tokens.js";
import { readClaims } from "../../../src/gateway/identity/read-claims.js";
import {
  createLaunchingSystem,
  type LaunchingSystem,
} from "../../../src/simulator/hosts/launching-system.js";
import { createTokenMint, gatewayPlan, nurse } from "../../support/gateway-plan.js";

const clock = { now: () => Date.now() };
const patient = { nhsNumber: "9995260182", nhsNumberStatus: "verified", localIds: [] };
const siderPatient = {
  patient: "https://fhir.nhs.uk/Id/nhs-number|9995260182",
  birthdate: "2018-02-03",
  location: "https://fhir.nhs.uk/Id/ods-organization-code|ZZ9A1",
};
const priya = {
  sdsUserId: "999800001011",
  sdsRoleProfileId: "999800002011",
  jobRoleCode: "R8000",
  jobRoleName: "Registrar",
  activityCodes: ["B0107"],
  givenName: "Priya",
  familyName: "Nair",
};

const { locations, identity } = gatewayPlan({
  storeFile: ":memory:",
  spine: {} as never,
  trustedKeys: { keys: [] },
});

async function meaning(
  changes: Partial<LaunchSystemPlan>,
  claims: Readonly<Record<string, unknown>>,
): Promise<LaunchContext> {
  const system = await createLaunchingSystem(changes);
  const opened = await openLaunch(await system.launch(claims), system.plan, Date.now());
  return launchContext(opened.payload, opened.system, { locations, identity });
}

const callerOf = async (changes: Partial<LaunchSystemPlan>, claims: Readonly<Record<string, unknown>>) =>
  readClaims((await meaning(changes, claims)).user, "hash");

describe("the user of a launch", () => {
  test("is the person whom its system names in the claims of a token (H-33)", async () => {
    const caller = await callerOf({}, { ...nurse, patient, location: "ed" });
    expect(caller.person).toMatchObject({ sdsUserId: nurse.sdsUserId, familyName: nurse.familyName });
    expect(caller.kind).toBe("person");
  });

  test("is the person whom the configuration names for the system's identifier (H-33)", async () => {
    const caller = await callerOf(
      { practitioners: { pn42: priya } },
      { patient, location: "ed", practitioner: "pn42" },
    );
    expect(caller.person).toMatchObject({ sdsUserId: priya.sdsUserId, orgOds: "ZZ9A1" });
  });

  test("is nobody for an identifier that is not configured, also where the system may speak for itself (H-33)", async () => {
    for (const practitioner of ["stranger", "constructor", "__proto__"]) {
      const caller = await callerOf(
        { practitioners: { pn42: priya }, withoutUser: "system" },
        { patient, location: "ed", practitioner },
      );
      expect(caller.kind).toBe("person");
      expect(caller.person).toBeUndefined();
      expect(caller.activityCodes).toBeUndefined();
    }
  });

  test("is nobody where a launch names no user and the site has decided nothing (H-33)", async () => {
    const caller = await callerOf({}, { patient, location: "ed" });
    expect(caller).toMatchObject({ kind: "person", actor: { kind: "unidentified" } });
    expect(caller.person).toBeUndefined();
  });

  test("is the system, with the one activity of the place, where the site lets it speak for itself", async () => {
    const caller = await callerOf({ withoutUser: "system" }, { patient, location: "ed" });
    expect(caller).toMatchObject({ kind: "system", activityCodes: ["B0107"] });
  });

  test("cannot call itself a system by its own claims (H-33)", async () => {
    const caller = await callerOf({}, { ...nurse, callerKind: "system", patient, location: "ed" });
    expect(caller.kind).toBe("person");
  });
});

describe("a launch in the words of SIDeR", () => {
  test("opens the patient at the place that the configuration maps, with a number whose tracing is unknown", async () => {
    const context = await meaning({ shape: "sider", locations: { ZZ9A1: "ed" } }, siderPatient);
    expect(context).toMatchObject({
      locationId: "ed",
      patient: { nhsNumber: "9995260182", nhsNumberStatus: "unknown", birthDate: "2018-02-03" },
    });
  });

  test.each([
    ["birthdate", undefined],
    ["birthdate", "3 Feb 2018"],
    ["patient", "9995260182"],
    ["patient", "https://fhir.example/Id/mrn|9995260182"],
    ["location", undefined],
  ])("is refused where its %s is %s", async (name, value) => {
    const claims = { ...siderPatient, [name]: value };
    await expect(meaning({ shape: "sider", locations: { ZZ9A1: "ed" } }, claims)).rejects.toMatchObject({
      code: "CPIS_LAUNCH_MALFORMED",
    });
  });
});

describe("keys that change", () => {
  let system: LaunchingSystem;
  const open = (launch: string, plan: LaunchPlan) => openLaunch(launch, plan, Date.now());
  const claims = { patient, location: "ed" };

  beforeEach(async () => {
    system = await createLaunchingSystem();
  });

  test("are both trusted while they change over, and the old ones no longer after", async () => {
    const before = await system.launch(claims);
    const both = await system.rotate();
    const after = await system.launch(claims);
    await expect(open(before, both)).resolves.toMatchObject({
      system: { issuer: "https://pas.northgate.example" },
    });
    await expect(open(after, both)).resolves.toBeDefined();
    const newest: LaunchPlan = {
      ...both,
      decryptionKeys: { keys: both.decryptionKeys.keys.slice(0, 1) },
    };
    await expect(open(before, newest)).rejects.toMatchObject({ code: "CPIS_LAUNCH_ALTERED" });
  });
});

describe("a session of a launched page", () => {
  const accepting = { verify: () => Promise.reject(new Error("asked the gateway's own keys")) };

  test("speaks for the launch's user", async () => {
    const sessions = createSessionTokens(clock);
    const caller = await sessions.verifier(accepting).verify(`Bearer ${await sessions.sign({ ...nurse })}`);
    expect(caller).toMatchObject({ kind: "person", owner: `person:${nurse.sdsUserId}` });
  });

  test("ends with the process, and nobody else can make one", async () => {
    const token = await createSessionTokens(clock).sign({ ...nurse });
    const verifier = createSessionTokens(clock).verifier(accepting);
    await expect(verifier.verify(`Bearer ${token}`)).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
    const mint = await createTokenMint();
    const forged = await mint.token({}, { issuer: "urn:cpis:launch-session", audience: "urn:cpis:gateway" });
    await expect(verifier.verify(`Bearer ${forged}`)).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
  });

  test("ends after an hour, however much it is used", async () => {
    let now = Date.now();
    const sessions = createSessionTokens({ now: () => now });
    const token = await sessions.sign({ ...nurse });
    now += 3_601_000;
    await expect(sessions.verifier(accepting).verify(`Bearer ${token}`)).rejects.toMatchObject({
      code: "CPIS_TOKEN_REJECTED",
    });
  });
});
