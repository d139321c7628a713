import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse-config.js";
import { servesHospital, type HospitalPlan } from "../../../src/config/plan.js";
import { locationPapers, productionConfig, secretsInEnvironment } from "../../support/config.js";

type Change = (config: Record<string, never>) => void;

function noFiles(path: string): string {
  throw Object.assign(new Error(path), { code: "ENOENT" });
}

function read(change: Change = () => undefined, environment: Record<string, string> = {}) {
  const config = productionConfig();
  change(config as Record<string, never>);
  return parseConfig(config, { ...secretsInEnvironment, ...environment }, noFiles);
}

function issuesOf(change: Change, environment: Record<string, string> = {}): Record<string, string> {
  const reading = read(change, environment);
  if (reading.ok) return {};
  return Object.fromEntries(reading.issues.map((issue) => [issue.path, issue.message]));
}

function planOf(change: Change = () => undefined, environment: Record<string, string> = {}): HospitalPlan {
  const reading = read(change, environment);
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  if (!servesHospital(reading.plan)) throw new Error("The plan serves no hospital.");
  return reading.plan;
}

/** Sets a value at a dotted path, or removes it where the value is undefined. */
function set(path: string, value: unknown): Change {
  return (config) => {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let target = config as Record<string, unknown>;
    for (const step of steps) target = (target[step] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(target, last);
    else target[last] = value;
  };
}

function all(...changes: Change[]): Change {
  return (config) => changes.forEach((change) => change(config));
}

describe("a configuration without a fault", () => {
  it("becomes a plan with every default filled in", () => {
    const plan = planOf();
    expect(plan.environment).toBe("production");
    expect(plan.locations).toEqual([
      {
        id: "ed",
        name: "Emergency department",
        accessMode: "unscheduled",
        enabled: true,
        discreet: false,
        papers: locationPapers,
      },
    ]);
    expect(plan.lookups).toEqual({
      dwellMs: 1_000,
      answerMs: 30_000,
      lateAnswerMs: 600_000,
      contentTtlMs: 900_000,
      reuseWindowMs: 43_200_000,
    });
    expect(plan.eligibility).toEqual({ automaticBelowAge: 18, acceptUnknownNhsNumberStatus: false });
    expect(plan.identity.unscheduledActivity).toBe("B0107");
    expect(plan.identity.scheduledActivity).toBe("B0170");
    expect(plan.identity.rolesNeverAutomatic).toEqual(["R8009"]);
    expect(plan.contacts.bankHolidays?.coveredUntil).toBe("2027-12-31");
  });

  it("follows references to files and variables", () => {
    const config = productionConfig();
    const change = all(
      set("spine.tls.certificate", { file: "tls/gateway.pem" }),
      set("identity.trustedKeys", { file: "keys.json" }),
    );
    change(config as Record<string, never>);
    const files: Record<string, string> = {
      "tls/gateway.pem": "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----",
      "keys.json": JSON.stringify({ keys: [{ kty: "RSA", n: "AAAA", e: "AQAB" }] }),
    };
    const reading = parseConfig(config, secretsInEnvironment, (path) => files[path] ?? noFiles(path));
    expect(reading.ok && reading.plan.spine?.tls.certificate).toContain("BBBB");
    expect(reading.ok && reading.plan.identity.trustedKeys.keys).toHaveLength(1);
    expect(reading.ok && reading.plan.store.sealingKey).toBe(secretsInEnvironment.SEALING_KEY);
  });

  it("lets variables stand above the file", () => {
    const plan = planOf(undefined, {
      CPIS_HTTP_PORT: "9000",
      CPIS_HTTP_ALLOWED_ORIGINS: "https://epr.example.test, https://epr2.example.test",
      CPIS_ELIGIBILITY_ACCEPT_UNKNOWN_NHS_NUMBER_STATUS: "true",
      CPIS_LOG_LEVEL: "warn",
      CPIS_STORE_SEALING_KEY: Buffer.alloc(32, 9).toString("base64"),
    });
    expect(plan.http).toMatchObject({
      port: 9000,
      allowedOrigins: ["https://epr.example.test", "https://epr2.example.test"],
    });
    expect(plan.eligibility.acceptUnknownNhsNumberStatus).toBe(true);
    expect(plan.logLevel).toBe("warn");
    expect(plan.store.sealingKey).toBe(Buffer.alloc(32, 9).toString("base64"));
  });

  it("reads office hours by day names into the numbers of the plan", () => {
    const plan = planOf(
      set("contacts.officeHours", {
        ZZL01: { periods: [{ days: ["Mon", "Fri", "Sun"], opens: "08:30", closes: "17:00" }] },
      }),
    );
    expect(plan.contacts.officeHours["ZZL01"]?.periods[0]?.days).toEqual([1, 5, 7]);
  });
});

describe("all faults at once", () => {
  it("reports shape, cross-check, variable and reference faults together", () => {
    const issues = issuesOf(
      all(
        set("environment", "live"),
        set("locations", [
          { id: "ed", name: "ED" },
          { id: "ed", name: "Clinic", accessMode: "scheduled" },
        ]),
        set("spine.contract", { pattern: "express", cpaId: "S20001A000182", retries: 2 }),
        set("spine.tls.key", { file: "gone.pem" }),
        set("eligibility", { automaticBelowAge: 16 }),
        set("lookupz", {}),
      ),
      { CPIS_HTTP_PORTT: "1" },
    );
    expect(Object.keys(issues).sort()).toEqual([
      "CPIS_HTTP_PORTT",
      "eligibility.automaticBelowAge",
      "environment",
      "locations[0].accessMode",
      "locations[1].id",
      "lookupz",
      "spine.contract.retries",
      "spine.silentReadForm",
      "spine.tls.key",
    ]);
  });

  it("says what to change in every message", () => {
    const issues = issuesOf(all(set("spine.ownAsid", undefined), set("lookups", { dwelMs: 900 })));
    expect(issues["spine.ownAsid"]).toBe("is missing. Add our accredited system id.");
    expect(issues["lookups.dwelMs"]).toBe('is not a setting. Did you mean "dwellMs"?');
  });

  it("refuses what is not an object", () => {
    for (const input of [null, [], "text", 7]) {
      expect(parseConfig(input, {}, noFiles)).toMatchObject({ ok: false });
    }
  });

  it("lists every missing setting of an empty file", () => {
    const reading = parseConfig({}, {}, noFiles);
    const paths = reading.ok ? [] : reading.issues.map((issue) => issue.path);
    expect(paths).toEqual(["environment", "identity", "store", "spine"]);
  });
});

describe("locations", () => {
  it("have no default access mode (R-17, H-13, H-14)", () => {
    const issues = issuesOf(set("locations", [{ id: "ed", name: "ED" }]));
    expect(issues["locations[0].accessMode"]).toContain("One of: unscheduled, scheduled.");
  });

  it("refuse an id that is used twice", () => {
    const location = { id: "ed", name: "ED", accessMode: "unscheduled", ...locationPapers };
    expect(issuesOf(set("locations", [location, { ...location, name: "ED 2" }]))).toEqual({
      "locations[1].id": "is used twice. Give each location its own id",
    });
  });

  it("refuse an empty list", () => {
    expect(issuesOf(set("locations", []))).toEqual({ locations: "needs at least one location" });
  });
});

describe("what is confirmed by nobody yet", () => {
  const clinic = { id: "clinic", name: "Clinic", accessMode: "scheduled", ...locationPapers };

  it("needs a chosen silent-read form for a scheduled location outside the simulator (H-14)", () => {
    const planned = set("locations", [clinic]);
    expect(issuesOf(planned)["spine.silentReadForm"]).toContain(
      "Choose the form CP-IS has confirmed, or refuse",
    );
    expect(planOf(all(planned, set("spine.silentReadForm", "attribute"))).spine.silentReadForm).toBe(
      "attribute",
    );
  });

  it("leaves the form out of the plan where the site refuses silent reads, so that nothing is sent", () => {
    const plan = planOf(all(set("locations", [clinic]), set("spine.silentReadForm", "refuse")));
    expect(plan.spine.silentReadForm).toBeUndefined();
  });

  it("takes no silent-read form by default outside the simulator, not even without scheduled locations", () => {
    expect(planOf().spine.silentReadForm).toBeUndefined();
  });

  it("needs stated no-record codes outside the simulator (H-04)", () => {
    expect(issuesOf(set("spine.noRecordCodes", undefined))["spine.noRecordCodes"]).toContain(
      "State the codes",
    );
    expect(planOf(set("spine.noRecordCodes", [])).spine.noRecordCodes).toEqual([]);
  });

  it("has defaults for both in the simulator only", () => {
    const plan = planOf(
      all(
        set("environment", "simulator"),
        set("spine.endpoint", "https://127.0.0.1:1"),
        set("spine.noRecordCodes", undefined),
        set("locations", [clinic]),
      ),
    );
    expect(plan.spine.silentReadForm).toBe("nested");
    expect(plan.spine.noRecordCodes).toHaveLength(1);
  });
});

describe("the contract with Spine", () => {
  it("is never assumed", () => {
    expect(Object.keys(issuesOf(set("spine.contract", undefined)))).toEqual(["spine.contract"]);
  });

  it("never re-sends an express query (H-17)", () => {
    const issues = issuesOf(set("spine.contract.retries", 1));
    expect(issues["spine.contract.retries"]).toBe("must be 0: an express query is never sent twice");
  });

  it("needs interval and duration that fit the retries of a reliable contract", () => {
    const reliable = { pattern: "reliable", cpaId: "S20001A000182", retries: 2 };
    expect(Object.keys(issuesOf(set("spine.contract", reliable)))).toEqual([
      "spine.contract.retryIntervalMs",
      "spine.contract.persistDurationMs",
    ]);
    const short = { ...reliable, retryIntervalMs: 60_000, persistDurationMs: 60_000 };
    expect(Object.keys(issuesOf(set("spine.contract", short)))).toEqual(["spine.contract.persistDurationMs"]);
    const right = { ...reliable, retryIntervalMs: 60_000, persistDurationMs: 300_000 };
    expect(planOf(set("spine.contract", right)).spine.contract.retries).toBe(2);
  });
});

describe("who may reach the gateway", () => {
  const terminator = set("spine.listener.tlsTerminator", { verifiedSubjectHeader: "x-client-subject" });

  it.each(["10.1.2.3", "172.16.0.1", "192.168.7.7", "127.0.0.1", "::1", "fd00::1", "localhost"])(
    "accepts a TLS terminator in front of the private address %s",
    (host) => {
      const plan = planOf(all(terminator, set("spine.listener.host", host)));
      expect(plan.spine.listener.tlsTerminator?.verifiedSubjectHeader).toBe("x-client-subject");
    },
  );

  it.each(["0.0.0.0", "::", "203.0.113.9", "172.32.0.1"])(
    "refuses a TLS terminator in front of the address %s, which others can reach",
    (host) => {
      expect(issuesOf(all(terminator, set("spine.listener.host", host)))["spine.listener.host"]).toContain(
        "private address",
      );
    },
  );

  it.each(["0.0.0.0", "::", "10.0.0.4", "192.168.1.4", "203.0.113.9"])(
    "refuses an API without TLS on %s, which others can reach",
    (host) => {
      expect(issuesOf(set("http", { host }))["http.tls"]).toContain(
        "listen on 127.0.0.1 behind a TLS terminator",
      );
    },
  );

  it("refuses an origin with a path, which no browser would ever send", () => {
    expect(issuesOf(set("http", { allowedOrigins: ["https://epr.example.test/app"] }))).toEqual({
      "http.allowedOrigins[0]": "must be an origin such as https://epr.example.nhs.uk",
    });
  });

  it("refuses the simulator environment with an endpoint outside this network (H-32)", () => {
    const issues = issuesOf(set("environment", "simulator"));
    expect(issues["spine.endpoint"]).toContain("H-32");
  });

  it("refuses an endpoint without TLS", () => {
    expect(issuesOf(set("spine.endpoint", "http://msg.example.test/"))).toEqual({
      "spine.endpoint": "must be an https address",
    });
  });

  it("refuses the same system at both ends", () => {
    expect(Object.keys(issuesOf(set("spine.ownAsid", "999900000012")))).toEqual(["spine.ownAsid"]);
  });
});

describe("timings and ceilings", () => {
  it.each([
    ["lookups.dwellMs", 0],
    ["lookups.dwellMs", 10_001],
    ["lookups.contentTtlMs", 3_600_001],
    ["eligibility.automaticBelowAge", 17],
    ["limits.perUserPerMinute", 0],
  ])("keeps %s within its bounds: %i is refused", (path, value) => {
    expect(Object.keys(issuesOf(set(path, value)))).toEqual([path]);
  });

  it("refuses a late-answer time shorter than the answer time", () => {
    expect(Object.keys(issuesOf(set("lookups", { answerMs: 30_000, lateAnswerMs: 10_000 })))).toEqual([
      "lookups.lateAnswerMs",
    ]);
  });

  it("refuses a re-use window shorter than the content's time to live", () => {
    expect(Object.keys(issuesOf(set("lookups", { reuseWindowMs: 60_000 })))).toEqual([
      "lookups.reuseWindowMs",
    ]);
  });

  it("refuses a site ceiling below one user's", () => {
    expect(Object.keys(issuesOf(set("limits", { perUserPerMinute: 30, perSitePerMinute: 10 })))).toEqual([
      "limits.perSitePerMinute",
    ]);
  });

  it("refuses office hours that close before they open, and unknown days", () => {
    const issues = issuesOf(
      set("contacts.officeHours", {
        ZZL01: { periods: [{ days: ["Mon"], opens: "17:00", closes: "08:00" }] },
        ZZL02: { periods: [{ days: ["Monday"], opens: "08:00", closes: "17:00" }] },
      }),
    );
    expect(Object.keys(issues).sort()).toEqual([
      "contacts.officeHours.ZZL01.periods[0].closes",
      "contacts.officeHours.ZZL02.periods[0].days[0]",
    ]);
  });

  it("refuses office hours under something that is no ODS code", () => {
    const issues = issuesOf(set("contacts.officeHours", { "Northshire Council": { periods: [] } }));
    expect(Object.values(issues)).toEqual([
      "must be named by an ODS code: 3 to 10 capital letters and digits",
    ]);
  });

  it("refuses a holiday list that ends before one of its dates", () => {
    const holidays = { dates: ["2028-01-03"], coveredUntil: "2027-12-31" };
    expect(Object.keys(issuesOf(set("contacts.bankHolidays", holidays)))).toEqual([
      "contacts.bankHolidays.coveredUntil",
    ]);
  });
});

describe("people and roles", () => {
  it("refuses a generic nominated person (H-33)", () => {
    const person = { given: "ED", family: "Reception", jobRoleCode: "R8009", jobRoleName: "Receptionist" };
    expect(Object.keys(issuesOf(set("identity.nominatedPerson", person)))).toEqual([
      "identity.nominatedPerson.given",
      "identity.nominatedPerson.family",
    ]);
  });

  it("refuses one activity for both access modes (R-50)", () => {
    expect(Object.keys(issuesOf(set("identity.scheduledActivity", "B0107")))).toEqual([
      "identity.scheduledActivity",
    ]);
  });
});

describe("secrets and keys", () => {
  it("refuses a secret written into the file outside the simulator, without repeating it", () => {
    const secret = Buffer.alloc(32, 1).toString("base64");
    const issues = issuesOf(set("store.sealingKey", secret));
    expect(Object.keys(issues)).toEqual(["store.sealingKey"]);
    expect(JSON.stringify(issues)).not.toContain(secret);
  });

  it("names the variable or file that is missing", () => {
    const issues = issuesOf(
      all(set("spine.tls.key", { file: "tls/key.pem" }), set("store.sealingKey", { env: "NOT_SET" })),
    );
    expect(issues["spine.tls.key"]).toBe(
      "refers to tls/key.pem, which cannot be read: there is no such file. Correct the path or its permissions",
    );
    expect(issues["store.sealingKey"]).toContain("the variable NOT_SET, which is not set");
  });

  it.each(["short", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64")])(
    "refuses a sealing key that is not 32 bytes in base64, without repeating it (%#)",
    (key) => {
      const issues = issuesOf(set("store.sealingKey", { env: "OTHER_KEY" }), { OTHER_KEY: key });
      expect(issues["store.sealingKey"]).toContain("must be 32 random bytes in base64");
      expect(JSON.stringify(issues)).not.toContain(key);
    },
  );

  it("refuses a private key among the trusted keys, without repeating it", () => {
    const issues = issuesOf(
      set("identity.trustedKeys", { keys: [{ kty: "EC", crv: "P-256", x: "A", y: "B", d: "PRIVATE" }] }),
    );
    expect(issues["identity.trustedKeys.keys[0]"]).toContain("is a private key");
    expect(JSON.stringify(issues)).not.toContain("PRIVATE");
  });

  it("refuses a shared secret among the trusted keys", () => {
    const issues = issuesOf(set("identity.trustedKeys", { keys: [{ kty: "oct", k: "AAAA" }] }));
    expect(Object.keys(issues)).toEqual(["identity.trustedKeys.keys[0]"]);
  });

  it("needs a different kid for each of several trusted keys", () => {
    const key = { kty: "EC", crv: "P-256", x: "A", y: "B", kid: "one" };
    expect(Object.keys(issuesOf(set("identity.trustedKeys", { keys: [key, key] })))).toEqual([
      "identity.trustedKeys.keys[1].kid",
    ]);
  });

  it("refuses what is not PEM where a key or certificate belongs", () => {
    const issues = issuesOf(
      all(set("spine.tls.key", { env: "OTHER_KEY" }), set("spine.tls.authorities", "none")),
      {
        OTHER_KEY: "text",
      },
    );
    expect(Object.keys(issues)).toEqual(["spine.tls.key", "spine.tls.authorities"]);
  });

  it("keeps an audit in a file outside the simulator", () => {
    expect(Object.keys(issuesOf(set("store.file", ":memory:")))).toEqual(["store.file"]);
  });
});

describe("variables", () => {
  it("refuses a value of the wrong kind by the variable's name", () => {
    expect(
      issuesOf(() => undefined, {
        CPIS_HTTP_PORT: "http",
        CPIS_ELIGIBILITY_ACCEPT_UNKNOWN_NHS_NUMBER_STATUS: "yes",
      }),
    ).toEqual({
      CPIS_HTTP_PORT: "must be a whole number",
      CPIS_ELIGIBILITY_ACCEPT_UNKNOWN_NHS_NUMBER_STATUS: "must be true or false",
    });
  });

  it("lets a reference use a CPIS_ name that is no setting, and refuses one that nothing asks for", () => {
    const environment = { CPIS_SEAL: secretsInEnvironment.SEALING_KEY };
    expect(planOf(set("store.sealingKey", { env: "CPIS_SEAL" }), environment).store.sealingKey).not.toBe("");
    expect(Object.keys(issuesOf(() => undefined, environment))).toEqual(["CPIS_SEAL"]);
  });
});
