import { describe, expect, it, test } from "vitest";
import { parseConfig, type ConfigReading } from "../../../src/config/parse-config.js";
import type { CouncilPlan } from "../../../src/config/council-plan.js";
import { defaultStatusTable } from "../../../src/domain/legal-status.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";
import { councilProductionConfig, councilSecrets, councilSection } from "../../support/council-config.js";

type Change = readonly [path: string, value: unknown];

function noFiles(path: string): string {
  throw Object.assign(new Error(path), { code: "ENOENT" });
}

/** Reads the council's settings with values put in at dotted paths; undefined takes one out. */
function read(changes: readonly Change[] = [], variables: Record<string, string> = {}): ConfigReading {
  const config = councilProductionConfig();
  for (const [path, value] of changes) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let target = config;
    for (const step of steps) target = (target[step] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(target, last);
    else target[last] = value;
  }
  return parseConfig(config, { ...councilSecrets, ...variables }, noFiles);
}

function issuesOf(...changes: readonly Change[]): Record<string, string> {
  const reading = read(changes);
  return reading.ok ? {} : Object.fromEntries(reading.issues.map(({ path, message }) => [path, message]));
}

function councilOf(...changes: readonly Change[]): CouncilPlan {
  const reading = read(changes);
  if (!reading.ok || reading.plan.council === undefined) throw new Error(JSON.stringify(reading));
  return reading.plan.council;
}

describe("a council's configuration without a fault", () => {
  it("becomes a plan with every default filled in, and no hospital", () => {
    const reading = read();
    expect(reading).toMatchObject({
      ok: true,
      plan: { locations: [], identity: { organisation: { odsCode: "ZZL01", name: "Northshire Council" } } },
    });
    expect(reading.ok && "spine" in reading.plan).toBe(false);
    const council = councilOf();
    expect(council.authority).toEqual({
      odsCode: "ZZL01",
      name: "Northshire Council",
      officeHoursTelephone: "01632960101",
      emergencyDutyTelephone: "01632960199",
    });
    expect(council.statusTable).toEqual(defaultStatusTable);
    expect(council).toMatchObject({
      uploadWorkflowId: "CPIS_UPLOAD",
      placementCodes: ["E1"],
      roles: { emergencyDutyTeam: [], caseSystem: [] },
      uploads: { changesAt: ["19:00"], fullOn: [7], fullAt: "02:00", answerLimitMs: 86_400_000 },
      notices: { night: { from: "20:00", until: "08:00" }, silenceMs: 604_800_000 },
      mesh: {
        kind: "https",
        pollIntervalMs: 300_000,
        compress: false,
        timings: { connectTimeoutMs: 10_000 },
      },
    });
    expect(council.uploads).not.toHaveProperty("afterChangeMs");
    expect(council).not.toHaveProperty("takesOver");
    expect(council.notices.bankHolidays?.coveredUntil).toBe("2027-12-31");
    expect(council.notices.escalation).toEqual([
      { afterMs: 7_200_000, to: { kind: "duty-manager" } },
      { afterMs: 14_400_000, to: { kind: "emergency-duty-team" } },
    ]);
  });

  it("takes secrets from where they are kept, without the line end of a file", () => {
    const { mesh } = councilOf();
    expect(mesh.kind === "https" && mesh.credentials).toEqual({
      mailboxId: "ZZL01OT001",
      password: "correct horse",
      sharedKey: "environment-secret",
    });
    expect(mesh.kind === "https" && mesh.tls.key).toContain("PRIVATE KEY");
  });

  it("carries the directory, with who is out of office", () => {
    expect(councilOf().directory.workers).toEqual([
      { id: "sam", name: "Sam Worker", teamId: "duty", away: [{ from: "2026-12-21", until: "2027-01-02" }] },
    ]);
  });

  it("may have a folder mailbox, a proxy, a table and rules of its own", () => {
    const folder = {
      ...{
        mailboxId: "ZZL01OT001",
        in: "/mesh/IN",
        out: "/mesh/OUT",
        sent: "/mesh/SENT",
        failed: "/mesh/FAILED",
      },
      ...{ staging: "/mesh/staging", archive: "/mesh/archive", quarantine: "/mesh/quarantine" },
    };
    const { mailboxId, ...folders } = folder;
    expect(councilOf(["council.mesh", { folder }]).mesh).toMatchObject({
      kind: "folder",
      mailboxId,
      folders,
    });
    const proxied = councilOf(["council.mesh.https.proxy", { url: "http://proxy.example.test:3128" }]).mesh;
    expect(proxied.kind === "https" && proxied.proxy).toEqual({ url: "http://proxy.example.test:3128" });
    const rows = [{ code: "LAC", label: "Looked after", group: "looked-after", plan: "looked-after-child" }];
    const own = councilOf(
      ["council.statusTable", rows],
      ["council.notices.escalation", [{ afterMs: 3_600_000, to: "team", teamId: "edt" }]],
      ["council.notices.officeHours", { periods: [{ days: ["Mon"], opens: "09:00", closes: "17:00" }] }],
      ["council.takesOver", true],
    );
    expect(own.statusTable).toEqual(rows);
    expect(own.placementCodes).toEqual([]);
    expect(own.notices.escalation).toEqual([{ afterMs: 3_600_000, to: { kind: "team", teamId: "edt" } }]);
    expect(own.notices.officeHours).toEqual({ periods: [{ days: [1], opens: "09:00", closes: "17:00" }] });
    expect(own.takesOver).toBe(true);
  });

  it("lets variables stand above the file, also for secrets", () => {
    const reading = read([], {
      CPIS_COUNCIL_MESH_POLL_INTERVAL_MS: "600000",
      CPIS_COUNCIL_MESH_HTTPS_PASSWORD: "another",
      CPIS_COUNCIL_UPLOADS_CHANGES_AT: "12:00, 19:30",
    });
    expect(reading).toMatchObject({
      ok: true,
      plan: {
        council: {
          mesh: { pollIntervalMs: 600_000, credentials: { password: "another" } },
          uploads: { changesAt: ["12:00", "19:30"] },
        },
      },
    });
  });
});

describe("whom a gateway serves", () => {
  it("may be a hospital and a council", () => {
    const both = { ...productionConfig(), council: councilSection() };
    const reading = parseConfig(both, { ...councilSecrets, ...secretsInEnvironment }, noFiles);
    expect(reading).toMatchObject({
      ok: true,
      plan: {
        locations: [{ id: "ed" }],
        council: { cpisMailboxId: "X26OT112" },
        identity: { organisation: { odsCode: "ZZ9A1" } },
      },
    });
  });

  it("is said to be nobody where there is neither", () => {
    expect(issuesOf(["council", undefined])["spine"]).toBe(
      "is missing, and so is council. Add spine and locations for a hospital, council, or all three",
    );
  });

  test("half a hospital beside a council is refused: its locations would look checked and never be (H-13)", () => {
    const location = { id: "ed", name: "ED", accessMode: "unscheduled" };
    expect(Object.keys(issuesOf(["locations", [location]]))).toEqual(
      expect.arrayContaining(["spine", "identity.nominatedPerson", "identity.organisation"]),
    );
  });

  it("hosts no banner page: there is no hospital to show one of", () => {
    const hosted = { hostOrigins: ["https://epr.trust.example"] };
    expect(issuesOf(["hosted", hosted])["hosted"]).toContain("serves none");
  });

  it("is the council itself, not another organisation", () => {
    const other = { odsCode: "ZZ9A1", name: "Northgate General Hospital" };
    expect(issuesOf(["identity.organisation", other])["identity.organisation.odsCode"]).toContain(
      "not the council's",
    );
  });
});

describe("faults of a council's configuration", () => {
  it("are reported all at once, each with its place", () => {
    const issues = issuesOf(
      ["environment", "integration"],
      ["council.authority.emergencyDutyTelephone", "12"],
      ["council.mesh.pollIntervalMs", 60_000],
      ["council.mesh.https.mailboxId", "zzl01ot001"],
      ["council.mesh.https.tls.certificate", { file: "gone.pem" }],
      ["council.mesh.https.passwort", "x"],
      ["council.cpisMailboxId", undefined],
      ["council.statusTable", [{ code: "C1", label: "x", group: "looked-after", plan: "care-plan" }]],
      ["council.directory.workers", [{ id: "sam", name: "Sam", teamId: "duti" }]],
      ["council.notices.escalation", [{ afterMs: 60_000, to: "team", teamId: "nights" }]],
      ["council.uploads", { fullOn: ["Sunday"] }],
      ["council.notices.silenceMs", "a week"],
    );
    expect(Object.keys(issues).sort()).toEqual([
      "council.authority.emergencyDutyTelephone",
      "council.cpisMailboxId",
      "council.directory.workers[0].teamId",
      "council.mesh.https.mailboxId",
      "council.mesh.https.passwort",
      "council.mesh.https.tls.certificate",
      "council.mesh.pollIntervalMs",
      "council.notices.escalation[0].teamId",
      "council.notices.silenceMs",
      "council.statusTable[0].plan",
      "council.uploads.fullOn[0]",
    ]);
    expect(issues["council.mesh.https.passwort"]).toBe('is not a setting. Did you mean "password"?');
    expect(issues["council.directory.workers[0].teamId"]).toContain('Did you mean "duty"?');
    expect(issues["council.statusTable[0].plan"]).toContain("must be one of: looked-after-child");
    expect(issues["council.mesh.https.tls.certificate"]).toContain("there is no such file");
    expect(issues["council.cpisMailboxId"]).toContain("Add the mailbox of CP-IS");
  });

  it.each(["integration", "production"])(
    "a mailbox read more often than MESH allows is refused in %s",
    (environment) => {
      expect(issuesOf(["environment", environment], ["council.mesh.pollIntervalMs", 299_999])).toEqual({
        "council.mesh.pollIntervalMs": `must be at least 300000 ms in ${environment}: MESH may be read once in five minutes`,
      });
      expect(issuesOf(["environment", environment], ["council.mesh.pollIntervalMs", 300_000])).toEqual({});
    },
  );

  it("a mailbox may be read every second in the simulator, which must be on this network (H-32)", () => {
    const practice: Change[] = [
      ["environment", "simulator"],
      ["council.mesh.pollIntervalMs", 1_000],
    ];
    expect(Object.keys(issuesOf(...practice))).toEqual(["council.mesh.https.url"]);
    expect(issuesOf(...practice, ["council.mesh.https.url", "https://127.0.0.1:8445"])).toEqual({});
  });

  it.each([
    [
      "a path in MESH's address",
      ["council.mesh.https.url", "https://mesh.example.test/messageexchange"],
      "council.mesh.https.url",
    ],
    ["plain HTTP to MESH", ["council.mesh.https.url", "http://mesh.example.test"], "council.mesh.https.url"],
    ["two ways to MESH", ["council.mesh.folder", {}], "council.mesh.folder"],
    ["no way to MESH", ["council.mesh", {}], "council.mesh.https"],
    [
      "uploads to the council's own mailbox",
      ["council.cpisMailboxId", "ZZL01OT001"],
      "council.cpisMailboxId",
    ],
    [
      "a worker in an unknown team",
      ["council.directory.workers", [{ id: "a", name: "A", teamId: "x" }]],
      "council.directory.workers[0].teamId",
    ],
    [
      "a duty manager who is nobody",
      ["council.directory.dutyManagerId", "nobody"],
      "council.directory.dutyManagerId",
    ],
    [
      "an unknown default team",
      ["council.notices.defaultTeamId", "nowhere"],
      "council.notices.defaultTeamId",
    ],
    [
      "an unknown emergency duty team",
      ["council.directory.emergencyDutyTeamId", "night"],
      "council.directory.emergencyDutyTeamId",
    ],
    ["no team at all", ["council.directory", { teams: [] }], "council.directory.teams"],
    [
      "a night inside a day",
      ["council.notices.night", { from: "01:00", until: "06:00" }],
      "council.notices.night.from",
    ],
    ["a placement code of no status", ["council.placementCodes", ["E9"]], "council.placementCodes[0]"],
    [
      "hours that close before they open",
      ["council.notices.officeHours", { periods: [{ days: ["Mon"], opens: "17:00", closes: "09:00" }] }],
      "council.notices.officeHours.periods[0].closes",
    ],
    [
      "holidays after their end",
      ["council.notices.bankHolidays", { dates: ["2028-01-03"], coveredUntil: "2027-12-31" }],
      "council.notices.bankHolidays.coveredUntil",
    ],
    [
      "a step to a worker without a worker",
      ["council.notices.escalation", [{ afterMs: 60_000, to: "worker" }]],
      "council.notices.escalation[0].workerId",
    ],
    [
      "a team in a step that goes elsewhere",
      ["council.notices.escalation", [{ afterMs: 60_000, to: "duty-manager", teamId: "duty" }]],
      "council.notices.escalation[0].teamId",
    ],
    ["no full comparison at all", ["council.uploads", { fullOn: [] }], "council.uploads.fullOn"],
    [
      "two telephone numbers in one",
      ["council.authority.officeHoursTelephone", "01632 960101 / 960102"],
      "council.authority.officeHoursTelephone",
    ],
    ["nobody who deals with notices", ["council.roles.socialWorker", []], "council.roles.socialWorker"],
    ["a time that is none", ["council.uploads", { changesAt: ["7 pm"] }], "council.uploads.changesAt[0]"],
    ["a switch that is text", ["council.takesOver", "yes"], "council.takesOver"],
    ["a council that is a list", ["council", []], "council"],
  ] as const)("%s is refused at its place", (_what, change, place) => {
    expect(Object.keys(issuesOf(change as unknown as Change))).toContain(place);
  });

  test("a status table whose rows overlap, or mean a plan of another group, is refused with its row (H-23)", () => {
    const row = (plan: string, dates: object = {}) => ({
      code: "C1",
      label: "Order",
      group: "looked-after",
      plan,
      ...dates,
    });
    expect(
      issuesOf([
        "council.statusTable",
        [
          row("looked-after-child", { until: "2026-03-31" }),
          row("none", { from: "2026-03-31" }),
          { ...row("child-protection-plan"), code: "C2" },
          { ...row("none", { from: "2026-02-30" }), code: "C3" },
          7,
          { ...row("none", { from: "2026-05-01", until: "2026-04-01" }), code: "C4" },
        ],
      ]),
    ).toMatchObject({
      "council.statusTable[1]": "holds on days on which an earlier row of the same code holds",
      "council.statusTable[2].plan": "belongs to another group of statuses",
      "council.statusTable[3].from": expect.any(String) as string,
      "council.statusTable[4]": expect.any(String) as string,
      "council.statusTable[5].until": "is before the first day of the row",
    });
  });

  test("an escalation that goes to nobody, or back in time, is refused: a notice would lie unseen (H-18)", () => {
    const steps = [
      { afterMs: 7_200_000, to: "duty-manager" },
      { afterMs: 7_200_000, to: "team", teamId: "night" },
      { afterMs: 1_000, to: "data-officer" },
      { afterMs: 9_000_000, to: "manager" },
    ];
    expect(issuesOf(["council.notices.escalation", steps])).toMatchObject({
      "council.notices.escalation[1].afterMs": "must be later than the step before it",
      "council.notices.escalation[1].teamId": expect.stringContaining(
        "the directory does not have",
      ) as string,
      "council.notices.escalation[2].afterMs": expect.stringContaining("at least 60000 ms") as string,
      "council.notices.escalation[3].to": expect.stringContaining("must be one of: team, worker") as string,
    });
  });

  it("ids that are used twice, and absences that end before they begin, are refused", () => {
    const issues = issuesOf([
      "council.directory",
      {
        teams: [
          { id: "duty", name: "Duty" },
          { id: "duty", name: "Duty again" },
        ],
        workers: [
          { id: "a", name: "A", outOfOffice: [{ from: "2026-02-01", until: "2026-01-01" }] },
          { id: "a", name: "B" },
        ],
      },
    ]);
    expect(Object.keys(issues).sort()).toEqual([
      "council.directory.teams[1].id",
      "council.directory.workers[0].outOfOffice[0].until",
      "council.directory.workers[1].id",
    ]);
  });

  it("folders that are one folder, or staging inside OUT, are refused", () => {
    const folder = {
      ...{
        mailboxId: "ZZL01OT001",
        in: "mesh/IN",
        out: "mesh/OUT",
        sent: "mesh/SENT",
        failed: "./mesh/SENT/",
      },
      ...{ staging: "mesh/OUT/staging", archive: "mesh/archive", quarantine: "mesh/quarantine" },
    };
    expect(Object.keys(issuesOf(["council.mesh", { folder }])).sort()).toEqual([
      "council.mesh.folder.failed",
      "council.mesh.folder.staging",
    ]);
  });
});

describe("secrets of a council", () => {
  const secrets = ["password", "sharedKey", "tls.key"] as const;

  it("in the file itself are refused outside the simulator, and no message repeats one", () => {
    const inFile = secrets.map((name): Change => [`council.mesh.https.${name}`, "hunter2-in-the-file"]);
    const proxy: Change = [
      "council.mesh.https.proxy",
      { url: "http://proxy.example.test", authorisation: "Basic aHVudGVyMg==" },
    ];
    const issues = issuesOf(...inFile, proxy);
    for (const name of [...secrets, "proxy.authorisation"]) {
      expect(issues[`council.mesh.https.${name}`]).toContain("is a secret in the file itself");
    }
    expect(JSON.stringify(issues)).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it.each([
    ["a stray space", "MESH_PASSWORD", " spaced", "council.mesh.https.password"],
    ["a colon, which would shift the hashed text", "MESH_PASSWORD", "a:b", "council.mesh.https.password"],
    ["a second line", "MESH_SHARED_KEY", "one\ntwo", "council.mesh.https.sharedKey"],
    ["a key that is no PEM", "MESH_KEY", "none", "council.mesh.https.tls.key"],
  ])("with %s are found here, where MESH would only say 403", (_what, name, value, place) => {
    const reading = read([], { [name]: value });
    const issues = reading.ok ? [] : reading.issues;
    expect(issues.map(({ path }) => path)).toEqual([place]);
    expect(JSON.stringify(issues)).not.toContain(value);
  });

  it("that nobody has set are named by where they should come from", () => {
    expect(issuesOf(["council.mesh.https.password", { env: "NOT_SET" }])).toEqual({
      "council.mesh.https.password":
        'refers to the variable NOT_SET, which is not set. Set it, or use {"file": "path"}',
    });
  });
});
