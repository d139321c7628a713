import { createServer, type Server } from "node:net";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { locationPapers, makeCertificate } from "../../support/config.js";
import { runCpis, startCpis, type RunningCpis } from "../../support/cli.js";

const example = new URL("../../../examples/config/simulator.json", import.meta.url);

interface Site {
  environment: string;
  http: { port: number };
  store: { file: string };
  console?: unknown;
  spine: {
    endpoint: string;
    noRecordCodes?: unknown;
    listener: { port: number };
    tls: { certificate: unknown; key: unknown };
  };
  locations: { accessMode: string }[];
}

async function takePort(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const { server, port } = await takePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it("a simulator that cannot write its files says which folder, and ends", async () => {
  const folder = join(import.meta.filename, "site");
  const { exitCode, err } = await runCpis(["simulate", "--port", "0", "--identity", folder]);
  expect(exitCode).toBe(1);
  expect(err.trim()).toMatch(/^cpis: CPIS_CONFIG_UNREADABLE: The folder .* cannot be written/);
});

describe("a site that runs with the simulator", () => {
  let folder: string;
  let simulator: RunningCpis;
  let listenerPort: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cpis-site-"));
    listenerPort = await freePort();
    simulator = startCpis([
      "simulate",
      ...["--port", "0", "--identity", join(folder, "simulator")],
      ...["--deliver-to", `https://127.0.0.1:${String(listenerPort)}`],
    ]);
    await simulator.says(/takes queries at https.*\n/);
  });
  afterAll(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true });
  });

  function writeSite(name: string, change: (site: Site) => void = () => undefined): string {
    const site = JSON.parse(readFileSync(example, "utf8")) as Site;
    site.http.port = 0;
    site.spine.listener.port = listenerPort;
    site.spine.endpoint = /https:\S+[^.\s]/.exec(simulator.out())?.[0] ?? "";
    change(site);
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(site));
    return file;
  }

  it("writes keys that only their owner can read", () => {
    for (const name of ["gateway.key", "sealing.key", "doctor.token"]) {
      expect(statSync(join(folder, "simulator", name)).mode & 0o777).toBe(0o600);
    }
  });

  it("answers a lookup of its own configuration, and says who asks from where", async () => {
    const { exitCode, out, err } = await runCpis([
      "lookup",
      "9995260182",
      "--config",
      writeSite("site.json"),
      "--json",
    ]);
    expect(err).toBe("Asking from location northgate-ed as the demonstration's doctor.\n");
    expect(JSON.parse(out)).toMatchObject({ outcome: "record" });
    expect(exitCode).toBe(0);
  });

  it("serves until it is asked to stop, then ends with 0", async () => {
    const gateway = startCpis(["serve", "--config", writeSite("site.json")]);
    try {
      const [, api = ""] = await gateway.says(/pages at (http:\S+) and/);
      await gateway.says(/Location northgate-clinic/);
      const health = await fetch(new URL("/health/live", api));
      expect(health.status).toBe(200);
    } finally {
      expect(await gateway.stop()).toBe(0);
    }
    expect(gateway.err()).toContain("Location northgate-ed: unscheduled, tells the council.");
    expect(gateway.err()).toContain("Location northgate-clinic: scheduled, does not tell.");
    expect(gateway.err()).toContain("Environment: simulator, not the live register.");
  });

  it("refuses a port that is taken, in one line that says what to change", async () => {
    const { server, port } = await takePort();
    try {
      for (const change of [
        (site: Site) => (site.http.port = port),
        (site: Site) => (site.spine.listener.port = port),
      ]) {
        const { exitCode, out, err } = await runCpis(["serve", "--config", writeSite("taken.json", change)]);
        expect(exitCode).toBe(1);
        expect(out).not.toContain("The gateway answers");
        expect(err.trimEnd().split("\n")).toHaveLength(1);
        expect(err).toMatch(/^cpis: CPIS_PORT_UNAVAILABLE: .*(change|choose|stop)/i);
      }
    } finally {
      server.close();
    }
  });

  it("refuses an unreadable key file, in one line that names it", async () => {
    const file = writeSite(
      "unreadable.json",
      (site) => (site.spine.tls.key = { file: "simulator/gone.key" }),
    );
    const { exitCode, err } = await runCpis(["serve", "--config", file]);
    expect(exitCode).toBe(1);
    expect(err).toBe(
      "cpis: CPIS_CONFIG_INVALID: spine.tls.key (line 1) refers to simulator/gone.key, which cannot be read: there is no such file. Correct the path or its permissions.\n",
    );
  });

  it("refuses an expired certificate, in one line that says since when", async () => {
    const day = 86_400_000;
    const expired = await makeCertificate(new Date(Date.now() - 9 * day), new Date(Date.now() - 2 * day));
    mkdirSync(join(folder, "old"));
    writeFileSync(join(folder, "old/key.pem"), expired.key);
    writeFileSync(join(folder, "old/certificate.pem"), expired.certificate);
    const file = writeSite("expired.json", (site) => {
      site.spine.tls = {
        ...site.spine.tls,
        key: { file: "old/key.pem" },
        certificate: { file: "old/certificate.pem" },
      };
    });
    const { exitCode, err } = await runCpis(["serve", "--config", file]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /^cpis: CPIS_CERTIFICATE_UNUSABLE: spine\.tls\.certificate \(line 1\) expired on \d{4}-\d\d-\d\d\. Install its renewal\.\n$/,
    );
  });

  it("lists every fault of a configuration, one line each, without a stack", async () => {
    const file = writeSite("faults.json", (site) => {
      site.environment = "test";
      site.locations = [{ accessMode: "both" }];
    });
    const { exitCode, err } = await runCpis(["serve", "--config", file]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^cpis: CPIS_CONFIG_INVALID: [0-9]+ faults:\n/);
    expect(err).toContain("  environment (line 1) must be one of: simulator, integration, production.\n");
    expect(err).toContain("  locations[0].accessMode (line 1) must be one of: unscheduled, scheduled.\n");
    expect(err).not.toMatch(/^\s+at /m);
  });

  describe("outside the simulator environment", () => {
    function integrationSite(): string {
      return writeSite("integration.json", (site) => {
        site.environment = "integration";
        // Its people sign in at the simulator, which no national environment believes.
        delete site.console;
        // A store of its own: from the simulator to a national environment is a change that two people approve.
        site.store.file = "simulator/integration.sqlite";
        site.spine.noRecordCodes = [{ code: "SIM-NRF", codeSystem: "2.999.1" }];
        Object.assign(site.spine, { silentReadForm: "refuse" });
        for (const location of site.locations) Object.assign(location, locationPapers);
      });
    }
    const token = (): string => join(folder, "simulator", "doctor.token");
    const complete = (): string[] => [
      ...["lookup", "--config", integrationSite(), "--location", "northgate-ed"],
      ...["--token-file", token(), "--confirm-reported-to-council"],
    ];
    const without = (...options: string[]): string[] =>
      complete().filter((argument) => !options.includes(argument));

    it.each([
      ["the location", () => without("--location", "northgate-ed"), "--location"],
      ["the user's token", () => without("--token-file", token()), "--token-file"],
      ["the confirmation", () => without("--confirm-reported-to-council"), "--confirm-reported-to-council"],
    ])("a lookup without %s asks nothing and ends with 2", async (_what, args, words) => {
      const { exitCode, out, err } = await runCpis(args(), { input: "9995260182" });
      expect(exitCode).toBe(2);
      expect(out).toBe("");
      expect(err).toContain(`cpis: integration: `);
      expect(err).toContain(words);
    });

    it("a number among the arguments is refused before anything starts", async () => {
      const { exitCode, err } = await runCpis([...complete(), "9995260182"]);
      expect(exitCode).toBe(2);
      expect(err).toContain("on standard input only");
      expect(err).not.toContain("9995260182");
    });

    it("a complete call asks with the user's own token, read from a file or a variable", async () => {
      const fromFile = await runCpis([...complete(), "--json"], { input: "9995260182\n" });
      expect(JSON.parse(fromFile.out)).toMatchObject({ outcome: "record", environment: "integration" });
      expect(fromFile.exitCode).toBe(0);
      const fromVariable = await runCpis([...without("--token-file", token()), "--json"], {
        input: "9995260182\n",
        variables: { CPIS_USER_TOKEN: readFileSync(token(), "utf8") },
      });
      expect(JSON.parse(fromVariable.out)).toMatchObject({ outcome: "record" });
    });

    it("a token that nobody trusts is not-checked, without a word about the patient (R-51)", async () => {
      const forged = join(folder, "forged.token");
      copyFileSync(token(), forged);
      writeFileSync(forged, `${readFileSync(forged, "utf8").trim().slice(0, -6)}AAAAAA`);
      const args = complete().map((argument) => (argument === token() ? forged : argument));
      const { exitCode, out } = await runCpis([...args, "--json"], { input: "9995260182" });
      expect(exitCode).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ outcome: "not-checked", reason: "user-not-identified" });
      expect(JSON.parse(out)).not.toHaveProperty("record");
    });
  });
});
