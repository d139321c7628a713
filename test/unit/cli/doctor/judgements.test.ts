import { describe, expect, test } from "vitest";
import { exitCodeOf, fail, ok, warn, type FindingLevel } from "../../../../src/cli/doctor/finding.js";
import { judgeClock, readDateHeader } from "../../../../src/cli/doctor/judge-clock.js";
import { judgeIdentity } from "../../../../src/cli/doctor/judge-certificates.js";
import { judgeCouncil } from "../../../../src/cli/doctor/judge-council.js";
import { judgePlan } from "../../../../src/cli/doctor/judge-plan.js";
import { judgeFreeSpace, judgeMode, secretFiles } from "../../../../src/cli/doctor/probe-files.js";
import { connectionFault } from "../../../../src/cli/doctor/probe-spine.js";
import type { GatewayPlan } from "../../../../src/config/plan.js";
import { parseConfig } from "../../../../src/config/parse-config.js";
import { createCertificateAuthority } from "../../../../src/simulator/certificates.js";
import { productionConfig, secretsInEnvironment } from "../../../support/config.js";
import { councilProductionConfig, councilSecrets } from "../../../support/council-config.js";

const now = Date.parse("2026-11-21T09:00:00Z");

describe("the exit code that monitoring reads", () => {
  test.each([
    [0, [ok("a", "fine")]],
    [1, [ok("a", "fine"), warn("b", "soon", "look")]],
    [2, [warn("b", "soon", "look"), fail("c", "broken", "mend")]],
    [2, []],
  ])("is %i for the worst finding, and never 0 where nothing was tested", (code, findings) => {
    expect(exitCodeOf(findings)).toBe(code);
  });
});

describe("a clock", () => {
  test.each<[string, number, FindingLevel]>([
    ["agrees", 0, "ok"],
    ["is 9 s ahead", 9_000, "ok"],
    ["is 15 s ahead", 15_000, "warn"],
    ["is 15 s behind", -15_000, "warn"],
    ["is 61 s ahead", 61_000, "fail"],
    ["is 10 minutes ahead", 600_000, "fail"],
    ["is 10 minutes behind", -600_000, "fail"],
    ["is an hour ahead: a time zone taken for the time", 3_600_000, "fail"],
  ])("that %s (H-27)", (_how, offset, level) => {
    const theirs = Math.floor(now / 1000) * 1000;
    expect(
      judgeClock("clock", "Spine", { theirs, before: now + offset, after: now + offset + 20 }).level,
    ).toBe(level);
  });

  test("is not blamed for a slow answer: what lies between question and answer is no offset", () => {
    expect(
      judgeClock("clock", "Spine", { theirs: now, before: now - 20_000, after: now + 20_000 }).level,
    ).toBe("ok");
  });

  test("that nobody compared is not one that agrees", () => {
    expect(judgeClock("clock", "Spine", { theirs: undefined, before: now, after: now }).level).toBe("warn");
    expect(readDateHeader("no date")).toBeUndefined();
    expect(readDateHeader("Sat, 21 Nov 2026 09:00:00 GMT")).toBe(now);
  });
});

describe("a certificate", () => {
  const clock = { now: () => now };

  test.each<[number, FindingLevel]>([
    [397, "ok"],
    [59.5, "warn"],
    [7.5, "warn"],
    [6.5, "fail"],
    [-1, "fail"],
  ])("with %d days left", async (validUntilDays, level) => {
    const authority = await createCertificateAuthority(clock, "Test Root");
    const made = await authority.issue({ names: ["a.test"], validFromDays: -30, validUntilDays });
    const findings = judgeIdentity("spine.tls", { ...made, authorities: authority.pem }, now);
    expect(findings.find(({ check }) => check === "spine.tls.certificate")?.level).toBe(level);
    expect(findings.find(({ check }) => check === "spine.tls.chain")?.level).toBe("ok");
    expect(findings.find(({ check }) => check === "spine.tls.key")?.level).toBe("ok");
  });

  test("not valid yet, one of another authority, and a key that is none", async () => {
    const authority = await createCertificateAuthority(clock, "Test Root");
    const other = await createCertificateAuthority(clock, "Other Root");
    const early = await authority.issue({ names: ["a.test"], validFromDays: 2 });
    const findings = judgeIdentity(
      "x",
      { key: "no key", certificate: early.certificate, authorities: other.pem },
      now,
    );
    expect(Object.fromEntries(findings.map(({ check, level }) => [check, level]))).toEqual({
      "x.certificate": "fail",
      "x.key": "fail",
      "x.authorities": "ok",
      "x.chain": "warn",
    });
  });

  test("of a single machine among the trusted authorities, and none at all", async () => {
    const authority = await createCertificateAuthority(clock, "Test Root");
    const leaf = await authority.issue({ names: ["a.test"] });
    const single = judgeIdentity("x", { ...leaf, authorities: leaf.certificate }, now);
    expect(single.find(({ check }) => check === "x.authorities")?.level).toBe("warn");
    expect(judgeIdentity("x", { key: "", certificate: "nothing" }, now)).toMatchObject([{ level: "fail" }]);
  });
});

describe("a plan", () => {
  const hospital = (change: Record<string, unknown> = {}): GatewayPlan => {
    const reading = parseConfig({ ...productionConfig(), ...change }, secretsInEnvironment, () => "");
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    return reading.plan;
  };
  const levelOf = (plan: GatewayPlan, check: string, at = now): FindingLevel | undefined =>
    judgePlan(plan, at).find((each) => each.check === check)?.level;

  test("with the simulator's codes in production (H-32)", () => {
    expect(levelOf(hospital(), "environment")).toBe("fail");
    const spine = {
      ...(productionConfig()["spine"] as object),
      noRecordCodes: [{ code: "N", codeSystem: "2.16.840.1" }],
    };
    expect(levelOf(hospital({ spine }), "environment")).toBe("ok");
  });

  test("with no location enabled checks nobody (H-31)", () => {
    const locations = [{ id: "ed", name: "ED", accessMode: "unscheduled", enabled: false }];
    expect(levelOf(hospital({ locations }), "locations")).toBe("fail");
  });

  test("whose party key is another organisation's", () => {
    const spine = { ...(productionConfig()["spine"] as object), ownPartyKey: "RXX-000001" };
    expect(levelOf(hospital({ spine }), "spine.ownPartyKey")).toBe("warn");
  });

  test("whose pages are not served over https, or come from nowhere", () => {
    expect(levelOf(hospital(), "http.allowedOrigins")).toBe("warn");
    const http = { ...hospital().http, allowedOrigins: ["http://epr.example.test"] };
    expect(levelOf({ ...hospital(), http }, "http.allowedOrigins")).toBe("fail");
  });

  test("whose list of public holidays ends (H-28)", () => {
    expect(levelOf(hospital(), "contacts.bankHolidays")).toBe("ok");
    expect(levelOf(hospital(), "contacts.bankHolidays", Date.parse("2027-12-01T00:00:00Z"))).toBe("warn");
    expect(levelOf(hospital(), "contacts.bankHolidays", Date.parse("2028-01-02T00:00:00Z"))).toBe("fail");
  });

  test("of a council: its duty manager away, no emergency duty team, and a code without a row today (H-18)", () => {
    const reading = parseConfig(councilProductionConfig(), councilSecrets, () => "");
    if (!reading.ok || reading.plan.council === undefined) throw new Error("no council");
    const { council } = reading.plan;
    const levels = (plan: typeof council, at = now) =>
      judgeCouncil(plan, at).map(({ check, level }) => `${check} ${level}`);
    const covered = { ...council, roles: { ...council.roles, emergencyDutyTeam: ["R8020"] } };
    expect(levels(covered)).toEqual(["council.statusTable ok", "council.directory ok", "council.roles ok"]);
    expect(levels(council)).toContain("council.roles warn");
    expect(levels(council, Date.parse("2026-12-24T12:00:00Z"))).toContain("council.directory warn");
    const directory = { teams: council.directory.teams, workers: council.directory.workers };
    expect(levels({ ...council, directory })).toContain("council.directory warn");
    const statusTable = council.statusTable.map((row) =>
      row.code === "C1" ? { ...row, until: "2026-01-01" } : row,
    );
    expect(levels({ ...council, statusTable })).toContain("council.statusTable warn");
    expect(levels({ ...council, roles: { ...council.roles, dataOfficer: [] } })).toContain(
      "council.roles fail",
    );
  });
});

describe("files and room", () => {
  test.each<[string, number, boolean, FindingLevel]>([
    ["its owner's", 0o100600, true, "ok"],
    ["a secret that the group reads", 0o100640, true, "fail"],
    ["a plain file that everybody reads", 0o100644, false, "ok"],
    ["a plain file that everybody writes", 0o100666, false, "fail"],
  ])("%s", (_what, mode, secret, level) => {
    expect(judgeMode("files.x", { mode }, secret, "linux").level).toBe(level);
    expect(judgeMode("files.x", { mode }, secret, "win32").level).toBe("warn");
  });

  test.each<[number, FindingLevel]>([
    [0, "fail"],
    [200, "fail"],
    [1_000, "warn"],
    [100_000, "ok"],
  ])("%i MB free", (megabytes, level) => {
    expect(judgeFreeSpace(megabytes).level).toBe(level);
  });

  test("secret settings that refer to files are known by the list of settings", () => {
    const draft = {
      store: { sealingKey: { file: "a" } },
      spine: { tls: { key: { file: "b" }, certificate: { file: "c" } } },
    };
    expect(
      secretFiles(draft)
        .map(({ file }) => file)
        .sort(),
    ).toEqual(["a", "b"]);
    expect(secretFiles("nothing")).toEqual([]);
  });
});

test.each([
  ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "refuses our certificate"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "configured authorities"],
  ["ECONNREFUSED", "firewall"],
  ["ETIMEDOUT", "network team"],
  ["ESOMETHING", "docs/administrators/doctor.md"],
])("a connection that failed with %s says what to do", (code, words) => {
  expect(connectionFault("spine.connection", "Spine", "msg.test:443", code).remedy).toContain(words);
});
