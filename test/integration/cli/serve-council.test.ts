import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCouncilDirectory } from "../../../src/contract/parse-council.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { until } from "../council/support.js";
import { runCpis, startCpis, type RunningCpis } from "../../support/cli.js";

interface CouncilFile {
  environment: string;
  council: {
    mesh: { pollIntervalMs: number; https: { url: string; tls: { key: unknown } } };
    cpisMailboxId?: string;
  };
}

let folder: string;
let simulator: RunningCpis;

const site = (name: string): string => join(folder, name);
const free = { CPIS_HTTP_PORT: "0" };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-council-site-"));
  simulator = startCpis([
    ...["simulate", "--port", "0", "--identity", folder],
    ...["--council-config", site("council.json"), "--council", "ZZL01"],
  ]);
  await simulator.says(/configuration is in .*\n/);
});

afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

function changed(name: string, change: (file: CouncilFile) => void): string {
  const file = JSON.parse(readFileSync(site("council.json"), "utf8")) as CouncilFile;
  change(file);
  writeFileSync(site(name), JSON.stringify(file));
  return site(name);
}

describe("cpis simulate", () => {
  it("prints MESH's address, the mailboxes, and where it has put each council's files", () => {
    expect(simulator.out()).toMatch(
      /^MESH answers at https:\/\/127\.0\.0\.1:\d+; uploads go to mailbox CPISSIM01/m,
    );
    expect(simulator.out()).toMatch(
      /^Northshire Council \(ZZL01\): mailbox ZZL01OT001; certificate.* in \S+ZZL01\.$/m,
    );
    expect(simulator.out()).toMatch(/^Weirdale County Council \(ZZL02\): mailbox ZZL02OT001;/m);
  });

  it("writes a council's secrets so that only their owner can read them", () => {
    for (const name of [
      "mesh.key",
      "mesh.password",
      "mesh-shared.key",
      "sealing.key",
      "data-officer.token",
      "second-data-officer.token",
    ]) {
      expect(statSync(site(`ZZL01/${name}`)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(site("council.json")).mode & 0o777).toBe(0o600);
  });

  it.each([
    [["--council-config", "council.json"], "needs --identity"],
    [["--identity", "site", "--council", "ZZZZZ"], "It has: ZZL01, ZZL02"],
  ])("%s is wrong usage, and nothing starts", async (args, words) => {
    const { exitCode, out, err } = await runCpis(["simulate", "--port", "0", ...args]);
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(words);
  });
});

describe("cpis serve with a council's configuration", () => {
  it("saves a case, and the NHS can see the child when CP-IS has answered", async () => {
    const gateway = startCpis(["serve", "--config", site("council.json")], free);
    try {
      const [, api = ""] = await gateway.says(/answers pages at (http:\S+)\./);
      await gateway.says(/Status table: 14 codes/);
      const call = async (path: string, token: string, body?: object): Promise<unknown> => {
        const response = await fetch(new URL(path, api), {
          method: body === undefined ? "GET" : "PUT",
          headers: {
            authorization: `Bearer ${readFileSync(site(`ZZL01/${token}.token`), "utf8").trim()}`,
            "content-type": "application/json",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return response.json();
      };
      await call("/api/v1/cases/NS-1", "case-system", {
        child: {
          nhsNumber: "9995260182",
          familyName: "Fernsby",
          givenNames: ["Milo"],
          birthDate: "2018-02-03",
        },
        statuses: [{ code: "CPP", from: "2026-01-05" }],
        worker: { id: "rosalind-okafor", name: "OKAFOR, Rosalind" },
        teamId: "east",
      });
      const view = await until(
        async () => parseCaseView(await call("/api/v1/cases/NS-1", "social-worker")),
        ({ visibility }) => visibility.kind === "visible",
      );
      expect(view.teamName).toBe("East Assessment Team");
      const directory = parseCouncilDirectory(await call("/api/v1/council/directory", "social-worker"));
      expect(directory.teams.map(({ name }) => name)).toContain("Emergency Duty Team");
      expect((await fetch(new URL("/api/v1/lookups", api), { method: "POST" })).status).toBe(404);
      expect((await fetch(new URL("/api/v1/settings?locationId=ed", api))).status).toBe(404);
      expect((await fetch(new URL("/health/ready", api))).status).toBe(200);
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
    expect(gateway.err()).toContain(
      "Council ZZL01 (Northshire Council): mailbox ZZL01OT001 at https://127.0.0.1:",
    );
    expect(gateway.err()).toContain("Uploads go to mailbox CPISSIM01 as CPIS_UPLOAD");
    expect(gateway.err()).not.toMatch(/Spine at|Location/);
    expect(gateway.out() + gateway.err()).not.toMatch(/9995260182|Fernsby|simulator-password/);
  });

  it("lists every fault with its place, one line each, and starts nothing", async () => {
    const file = changed("faults.json", (config) => {
      config.environment = "integration";
      config.council.mesh.https.tls.key = { file: "ZZL01/gone.key" };
      delete config.council.cpisMailboxId;
    });
    const { exitCode, err } = await runCpis(["serve", "--config", file], { variables: free });
    expect(exitCode).toBe(1);
    expect(err).toContain("cpis: CPIS_CONFIG_INVALID: 3 faults:\n");
    expect(err).toContain("  council.cpisMailboxId (line 1) is missing. Add the mailbox of CP-IS");
    expect(err).toContain(
      "  council.mesh.https.tls.key (line 1) refers to ZZL01/gone.key, which cannot be read",
    );
    expect(err).toContain("  council.mesh.pollIntervalMs (line 1) must be at least 300000 ms in integration");
  });

  it("refuses a key that does not belong to the mailbox's certificate", async () => {
    copyFileSync(site("ZZL02/mesh.key"), site("other.key"));
    const file = changed("mixed.json", (config) => {
      config.council.mesh.https.tls.key = { file: "other.key" };
    });
    const { exitCode, err } = await runCpis(["serve", "--config", file], { variables: free });
    expect(exitCode).toBe(1);
    expect(err).toBe(
      "cpis: CPIS_CERTIFICATE_UNUSABLE: council.mesh.https.tls.key (line 1) does not belong to the certificate. Use the key the certificate was made for.\n",
    );
  });

  it("asks no lookup: a council's configuration has no hospital", async () => {
    const { exitCode, err } = await runCpis(["lookup", "9995260182", "--config", site("council.json")]);
    expect(exitCode).toBe(2);
    expect(err).toContain("serves no hospital");
  });
});
