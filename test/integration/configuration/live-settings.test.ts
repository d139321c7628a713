import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listSettings } from "../../../src/config/setting-list.js";
import type { LookupView } from "../../../src/contract/lookup.js";
import type { PageSettings } from "../../../src/contract/settings.js";
import {
  createConfiguredSite,
  type ConfiguredSite,
  type SiteConfig,
  type StartedSite,
} from "../../support/configured-site.js";
import { createTokenMint } from "../../support/gateway-plan.js";

let site: ConfiguredSite;
let run: StartedSite;

beforeEach(async () => {
  // In the simulator the file alone may change everything, which is what is looked at here.
  site = await createConfiguredSite("simulator");
  run = await site.start();
});
afterEach(async () => {
  await run.stop();
  site.remove();
});

async function change(edit: (config: SiteConfig) => void): Promise<void> {
  site.save(site.edited(edit));
  await run.gateway.reload();
}

const settings = async (locationId = "ed") =>
  (await run.asNurse<PageSettings>(`/api/v1/settings?locationId=${locationId}`)).body;

const patient = {
  nhsNumber: "9995260182",
  nhsNumberStatus: "verified",
  birthDate: "2019-05-01",
};

const open = (changes: Record<string, unknown> = {}) =>
  run.asNurse<LookupView>("/api/v1/lookups", {
    lookupId: randomUUID(),
    trigger: "opened",
    locationId: "ed",
    patient,
    encounter: { id: randomUUID() },
    ...changes,
  });

const stateOf = async (changes: Record<string, unknown> = {}) => {
  const { state } = (await open(changes)).body;
  return "reason" in state ? state.reason : state.kind;
};

describe("a change of a live setting is seen by the next request", () => {
  it("locations: their mode, whether they are in use, and whether they are discreet (H-13, H-14)", async () => {
    expect(await settings("ward")).toMatchObject({ accessMode: "unscheduled", discreet: false });
    await change((config) =>
      Object.assign(config.locations[1]!, { accessMode: "scheduled", discreet: true }),
    );
    expect(await settings("ward")).toMatchObject({ accessMode: "scheduled", discreet: true });
    await change((config) => (config.locations[0]!.enabled = false));
    expect(await stateOf()).toBe("location-not-enabled");
    await change((config) => Object.assign(config.locations[0]!, { idleClearMs: 60_000 }));
    expect(await settings()).toMatchObject({ idleMs: 60_000 });
    await change((config) => config.locations.splice(1, 1));
    expect(await stateOf({ locationId: "ward" })).toBe("location-unknown");
    expect((await fetch(new URL("/embed/banner?location=ward", run.apiUrl))).status).toBe(404);
  });

  it("eligibility, the times of lookups, and contacts", async () => {
    await change((config) => {
      config.eligibility = { automaticBelowAge: 25 };
      config.lookups = { dwellMs: 3_000 };
      config.contacts["safeguardingTelephone"] = "01632 960888";
    });
    expect(await settings()).toMatchObject({
      eligibility: { automaticBelowAge: 25 },
      dwellMs: 3_000,
      safeguardingTelephone: "01632 960888",
    });
    const young = { ...patient, nhsNumberStatus: undefined };
    expect(await stateOf({ patient: young })).toBe("nhs-number-unverified");
    await change((config) => (config.eligibility = { acceptUnknownNhsNumberStatus: true }));
    expect(await stateOf({ patient: young })).toBe("checking");
  });

  it("identity: who is believed, what their codes permit, and which roles never check by themselves (H-33)", async () => {
    await change((config) => (config.identity["rolesNeverAutomatic"] = ["R8001"]));
    expect(await stateOf()).toBe("role-not-automatic");
    await change((config) => (config.identity["unscheduledActivity"] = "B9999"));
    expect((await open()).body.code).toBe("CPIS_ROLE_NOT_PERMITTED");
    await change((config) => (config.identity["audience"] = "another"));
    expect((await run.asNurse("/api/v1/settings?locationId=ed")).body.code).toBe("CPIS_TOKEN_REJECTED");
  });

  it("a token that was believed is believed no more once its key is not trusted", async () => {
    const keys = readFileSync(join(site.folder, "keys.json"), "utf8");
    expect(await settings()).toHaveProperty("dwellMs");
    const other = await createTokenMint();
    writeFileSync(join(site.folder, "keys.json"), JSON.stringify(other.jwks));
    await run.gateway.reload();
    expect((await run.asNurse("/api/v1/settings?locationId=ed")).status).toBe(401);
    writeFileSync(join(site.folder, "keys.json"), keys);
    await run.gateway.reload();
    expect(await settings()).toHaveProperty("dwellMs");
  });

  it("the ceilings of checks and of requests", async () => {
    await change((config) => (config.limits = { perUserPerMinute: 1 }));
    expect(await stateOf()).toBe("checking");
    expect(await stateOf({ patient: { ...patient, nhsNumber: "9995260190" } })).toBe("too-many");
    await change((config) => (config.limits = { requestsPerMinute: 60 }));
    const answers = [];
    for (let times = 0; times < 62; times += 1)
      answers.push((await run.asNurse("/api/v1/settings?locationId=ed")).status);
    expect(answers.at(-1)).toBe(429);
  });

  it("the silent-read form: without one a scheduled check is not sent (H-14)", async () => {
    await change((config) => (config.locations[1]!.accessMode = "scheduled"));
    expect(await stateOf({ locationId: "ward" })).toBe("checking");
    await change((config) => (config.spine["silentReadForm"] = "refuse"));
    expect(await stateOf({ locationId: "ward", encounter: { id: "2" } })).toBe("silent-read-not-configured");
  });

  it("the origins that may call the API and show the hosted page", async () => {
    const origin = "https://new.northgate.example";
    const allowed = async () => {
      const response = await fetch(new URL("/health/live", run.apiUrl), { headers: { origin } });
      return response.headers.get("access-control-allow-origin");
    };
    const hosted = async () =>
      (await fetch(new URL(`/embed/banner?location=ed&host=${origin}`, run.apiUrl))).status;
    expect([await allowed(), await hosted()]).toEqual([null, 403]);
    await change((config) => {
      config.http["allowedOrigins"] = [origin];
      config.hosted = { hostOrigins: [origin], desktopShell: true };
    });
    expect([await allowed(), await hosted()]).toEqual([origin, 200]);
    const shell = await fetch(new URL("/embed/banner?location=ed&host=shell", run.apiUrl));
    expect(shell.status).toBe(200);
  });

  it("the service that is told of alarms", async () => {
    const told: string[] = [];
    const service = createServer((request, response) => {
      request.on("data", (part: Buffer) => told.push(String(part)));
      request.on("end", () => response.end());
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const { port } = service.address() as AddressInfo;
    writeFileSync(join(site.folder, "hook.secret"), "a secret of tests only");
    await change((config) => {
      config.alarms = {
        webhook: { url: `http://127.0.0.1:${String(port)}/`, secret: { file: "hook.secret" } },
      };
    });
    site.save("half: [");
    await run.gateway.reload();
    await expect.poll(() => told.join("")).toContain("configuration-refused");
    service.close();
  });

  it("the metrics and the health name the plan in force", async () => {
    const named = async () => {
      const health = (await (await fetch(new URL("/health", run.apiUrl))).json()) as { planHash: string };
      const metrics = await (await fetch(new URL("/metrics", run.apiUrl))).text();
      return [health.planHash, /cpis_plan_info\{hash="([0-9a-f]+)"/.exec(metrics)?.[1]];
    };
    const [before] = await named();
    await change((config) => (config.logLevel = "error"));
    const [health, metric] = await named();
    expect(health).not.toBe(before);
    expect(metric).toBe(health);
  });
});

describe("the list of settings", () => {
  it("says live only of settings whose readers were looked at here or in the council's tests", () => {
    const groups = new Set(
      listSettings()
        .filter(({ takesEffect }) => takesEffect === "live")
        .map(({ path }) =>
          path
            .split(/[.[]/)
            .slice(0, path.startsWith("council") ? 2 : 1)
            .join("."),
        ),
    );
    expect([...groups].sort()).toEqual([
      "administrators",
      "alarms",
      "contacts",
      "council.directory",
      "council.notices",
      "council.placementCodes",
      "council.roles",
      "council.statusTable",
      "council.uploads",
      "eligibility",
      "hosted",
      "http",
      "identity",
      "limits",
      "locations",
      "logLevel",
      "lookups",
      "spine",
    ]);
  });
});
