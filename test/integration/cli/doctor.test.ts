import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "vitest";
import type { Finding } from "../../../src/cli/doctor/finding.js";
import { writeCouncilConfig, writeCouncilFiles } from "../../../src/cli/council-files.js";
import { runCli } from "../../../src/cli/run-cli.js";
import { writeSimulatorFiles } from "../../../src/cli/simulator-files.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { createSimulator, type Simulator } from "../../../src/simulator/simulator.js";
import { makeCertificate } from "../../support/config.js";

const example = new URL("../../../examples/config/simulator.json", import.meta.url);
const day = 86_400_000;

interface Examined {
  readonly exitCode: number;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** The finding of one check; its absence fails the test. */
  readonly of: (check: string) => Finding;
}

async function examine(config: string, offsetMs = 0): Promise<Examined> {
  let text = "";
  const exitCode = await runCli(["doctor", "--config", config, "--json"], {
    out: (line) => void (text += `${line}\n`),
    note: (line) => void (text += `${line}\n`),
    variables: {},
    now: () => Date.now() + offsetMs,
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  const { findings } = JSON.parse(text) as { findings: readonly Finding[] };
  const of = (check: string): Finding => {
    const found = findings.find((each) => each.check === check);
    if (found === undefined) throw new Error(`${check} was not tested: ${text}`);
    return found;
  };
  return { exitCode, text, findings, of };
}

let simulator: Simulator;
let made: string;
let folder: string;

beforeAll(async () => {
  simulator = await createSimulator();
  await simulator.start();
  made = mkdtempSync(join(tmpdir(), "cpis-doctor-made-"));
  await writeSimulatorFiles(simulator, join(made, "simulator"));
  await writeCouncilFiles(simulator, join(made, "simulator"));
  await writeCouncilConfig(simulator, join(made, "simulator"), join(made, "council.json"));
});
afterAll(async () => {
  await simulator.stop();
  rmSync(made, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpis-doctor-"));
  cpSync(made, folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

type Tree = Record<string, never> & {
  environment: string;
  http: Record<string, unknown>;
  store: Record<string, unknown>;
  identity: Record<string, unknown>;
  locations: Record<string, unknown>[];
  spine: Record<string, unknown> & { tls: Record<string, unknown>; listener: Record<string, unknown> };
};

function writeHospital(change: (site: Tree) => void = () => undefined): string {
  const site = JSON.parse(readFileSync(example, "utf8")) as Tree;
  site.http["port"] = 0;
  site.spine.listener["port"] = 0;
  site.spine["endpoint"] = simulator.spineEndpoint;
  change(site);
  const file = join(folder, "site.json");
  writeFileSync(file, JSON.stringify(site), { mode: 0o600 });
  return file;
}

/** What an environment that is not the simulator's asks for besides. */
function outsideTheSimulator(site: Tree): void {
  site.environment = "integration";
  // Its people sign in at the simulator, which no national environment believes.
  Reflect.deleteProperty(site, "console");
  site.spine["noRecordCodes"] = [];
  site.spine["silentReadForm"] = "refuse";
  site.locations = site.locations.map((location) => ({
    ...location,
    dataSharingAgreement: "DSA-1",
    dpia: "DPIA-1",
  }));
}

describe("a hospital's site that is right", () => {
  test("has nothing to put right, and no query leaves while it is examined (H-17)", async () => {
    const asked = simulator.received.length;
    const { exitCode, findings, of } = await examine(writeHospital());
    expect(findings.filter(({ level }) => level === "fail")).toEqual([]);
    expect(of("spine.connection").says).toBe(
      "Both sides accept each other's certificate. No query was sent.",
    );
    expect(of("clock.spine").level).toBe("ok");
    expect(of("store").says).toContain("first start");
    // The simulator is no place for real children, and says so.
    expect(of("environment").level).toBe("warn");
    expect(exitCode).toBe(1);
    expect(simulator.received.length).toBe(asked);
  });

  test("prints no secret, whatever it finds", async () => {
    const { text } = await examine(writeHospital(outsideTheSimulator));
    for (const name of ["gateway.key", "sealing.key", "doctor.token"]) {
      const secret =
        readFileSync(join(folder, "simulator", name), "utf8")
          .trim()
          .split("\n")
          .at(-2) ?? "";
      const whole = readFileSync(join(folder, "simulator", name), "utf8").trim();
      expect(text).not.toContain(whole);
      if (secret.length > 20) expect(text).not.toContain(secret);
    }
  });

  test("is told to a person as lines that end with what it comes to", async () => {
    const lines: string[] = [];
    await runCli(["doctor", "--config", writeHospital()], {
      out: (line) => void lines.push(line),
      note: () => undefined,
      variables: {},
      now: () => Date.now(),
      readInput: () => Promise.resolve(""),
      untilStopped: () => Promise.resolve(),
    });
    expect(lines.at(-1)).toBe("This site works now. Look after what is marked WARN.");
    expect(lines.filter((line) => line.startsWith(" WARN ")).length).toBeGreaterThan(0);
  });
});

describe("what is found before a clinician meets it", () => {
  test.each([
    ["10 minutes ahead", 600_000, /(599|600) s ahead of Spine/],
    ["10 minutes behind", -600_000, /(599|600) s behind Spine/],
  ])("a clock %s (H-27)", async (_how, offset, words) => {
    const { exitCode, of } = await examine(writeHospital(), offset);
    expect(of("clock.spine")).toMatchObject({ level: "fail" });
    expect(of("clock.spine").says).toMatch(words);
    expect(exitCode).toBe(2);
  });

  test("a certificate that Spine refuses", async () => {
    const stranger = await makeCertificate(new Date(Date.now() - day), new Date(Date.now() + 300 * day));
    writeFileSync(join(folder, "simulator/gateway.key"), stranger.key);
    writeFileSync(join(folder, "simulator/gateway.pem"), stranger.certificate);
    const { exitCode, of } = await examine(writeHospital());
    expect(of("spine.connection").level).toBe("fail");
    expect(of("spine.tls.chain").level).toBe("warn");
    expect(exitCode).toBe(2);
  });

  test("a Spine whose certificate we do not trust", async () => {
    const other = await makeCertificate(new Date(Date.now() - day), new Date(Date.now() + 300 * day));
    writeFileSync(join(folder, "simulator/authority.pem"), other.certificate);
    const { of } = await examine(writeHospital());
    expect(of("spine.connection")).toMatchObject({ level: "fail" });
    expect(of("spine.connection").says).toContain("TLS with Spine was refused");
  });

  test("a Spine that does not listen", async () => {
    const { of } = await examine(
      writeHospital(
        (site) => (site.spine["endpoint"] = `https://127.0.0.1:1/reliablemessaging/queryrequest`),
      ),
    );
    expect(of("spine.connection").says).toContain("ECONNREFUSED");
    expect(of("spine.connection").remedy).toContain("firewall");
  });

  test("a name that nobody resolves", async () => {
    const site = writeHospital((each) => {
      outsideTheSimulator(each);
      each.spine["endpoint"] = "https://spine.invalid/reliablemessaging/queryrequest";
    });
    const { of } = await examine(site);
    expect(of("dns.spine").level).toBe("fail");
  });

  test("a certificate that has ended, one that ends soon, and a key of another, each beside everything else", async () => {
    const ended = await makeCertificate(new Date(Date.now() - 9 * day), new Date(Date.now() - 2 * day));
    const soon = await makeCertificate(new Date(Date.now() - 9 * day), new Date(Date.now() + 20.5 * day));
    writeFileSync(join(folder, "api.key"), soon.key, { mode: 0o600 });
    writeFileSync(join(folder, "api.pem"), soon.certificate);
    writeFileSync(join(folder, "simulator/gateway.pem"), ended.certificate);
    const { of, exitCode } = await examine(
      writeHospital((site) => {
        site.http["tls"] = { key: { file: "api.key" }, certificate: { file: "api.pem" } };
      }),
    );
    expect(of("spine.tls.certificate").says).toContain("It expired on");
    expect(of("spine.tls.key").says).toBe("It does not belong to the certificate.");
    expect(of("http.tls.certificate")).toMatchObject({ level: "warn" });
    expect(of("http.tls.certificate").says).toContain("in 20 days");
    expect(of("store").level).toBe("ok");
    expect(exitCode).toBe(2);
  });

  test("a secret file that others may read, and a configuration that others may change", async () => {
    const site = writeHospital();
    chmodSync(site, 0o666);
    chmodSync(join(folder, "simulator/sealing.key"), 0o644);
    const { of } = await examine(site);
    expect(of("files.config").level).toBe("fail");
    expect(of("files.store.sealingKey").says).toContain("others than its owner may read it");
    expect(of("files.spine.tls.key").level).toBe("ok");
  });

  test("a port that another program has", async () => {
    const { server, port } = await takePort();
    try {
      const { of } = await examine(writeHospital((site) => (site.http["port"] = port)));
      expect(of("http.port")).toMatchObject({ level: "fail" });
      expect(of("http.port").says).toContain("EADDRINUSE");
    } finally {
      server.close();
    }
  });

  test("a store that another key sealed, and one that is damaged", async () => {
    const file = join(folder, "simulator/gateway.sqlite");
    const context = openStore(
      { file, sealingKey: Buffer.alloc(32, 5).toString("base64") },
      { uuid: () => "ID" },
    );
    context.database.close();
    expect((await examine(writeHospital())).of("store").says).toContain("sealed with another key");
    writeFileSync(file, "this is no database at all, and has never been one");
    const { of, exitCode } = await examine(writeHospital());
    expect(of("store")).toMatchObject({ level: "fail", says: "Its file is damaged." });
    expect(exitCode).toBe(2);
  });

  test("a store that is right, without changing a byte of what it says", async () => {
    const file = join(folder, "simulator/gateway.sqlite");
    const sealingKey = readFileSync(join(folder, "simulator/sealing.key"), "utf8").trim();
    openStore({ file, sealingKey }, { uuid: () => "ID" }).database.close();
    const before = readFileSync(file);
    expect((await examine(writeHospital())).of("store").says).toBe(
      "It opens, can be written, and its key fits.",
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("the simulator's codes, and this machine as Spine, in an environment that is not the simulator's (H-32)", async () => {
    const site = writeHospital((each) => {
      outsideTheSimulator(each);
      each.spine["noRecordCodes"] = [{ code: "SIM-NRF", codeSystem: "2.999.1" }];
    });
    expect((await examine(site)).of("environment")).toMatchObject({ level: "fail" });
  });

  test("trusted keys that cannot check a token", async () => {
    const keys = { keys: [{ kty: "EC", crv: "P-256", kid: "broken", x: "AAAA", y: "BBBB" }] };
    writeFileSync(join(folder, "simulator/token-keys.json"), JSON.stringify(keys));
    expect((await examine(writeHospital())).of("identity.trustedKeys").level).toBe("fail");
  });

  test("a configuration with faults, each by its place, and that nothing else could be tested", async () => {
    const site = writeHospital((each) => {
      each.environment = "test";
      each.locations = [{ accessMode: "both" }];
    });
    const { exitCode, findings, of } = await examine(site);
    expect(of("config.environment").level).toBe("fail");
    expect(of("site").says).toContain("Nothing else could be tested");
    expect(findings.some(({ check }) => check === "spine.connection")).toBe(false);
    expect(exitCode).toBe(2);
  });

  test("a configuration that is not there", async () => {
    const { exitCode, of } = await examine(join(folder, "gone.json"));
    expect(of("config").says).toContain("there is no such file");
    expect(exitCode).toBe(2);
  });
});

describe("a council's site", () => {
  const change = (edit: (council: Record<string, never>) => void): string => {
    const file = join(folder, "council.json");
    const site = JSON.parse(readFileSync(file, "utf8")) as {
      council: Record<string, never>;
      http: { port: number };
    };
    site.http.port = 0;
    edit(site.council);
    writeFileSync(file, JSON.stringify(site), { mode: 0o600 });
    return file;
  };

  test("that is right: the mailbox is validated, and nothing in it is read or acknowledged (H-19)", async () => {
    const { findings, of } = await examine(change(() => undefined));
    expect(findings.filter(({ level }) => level === "fail")).toEqual([]);
    expect(of("mesh.mailbox").says).toContain("Nothing in it was read.");
    expect(of("clock.mesh").level).toBe("ok");
    expect(of("council.statusTable").level).toBe("ok");
  });

  test("with a wrong password is refused by MESH, and says which settings to compare", async () => {
    const [odsCode = ""] = simulator.mesh.mailboxes.map(({ authority }) => authority.odsCode);
    writeFileSync(join(folder, "simulator", odsCode, "mesh.password"), "wrong-password", { mode: 0o600 });
    const { exitCode, of } = await examine(change(() => undefined));
    expect(of("mesh.mailbox").level).toBe("fail");
    expect(of("mesh.mailbox").remedy).toContain("password");
    expect(exitCode).toBe(2);
  });

  test("whose table leaves a kind of plan out is found (H-21)", async () => {
    const rows = [
      { code: "C1", label: "Interim care order", group: "looked-after", plan: "looked-after-child" },
    ];
    const site = change((council) => Object.assign(council, { statusTable: rows, placementCodes: [] }));
    const { of } = await examine(site);
    expect(of("council.statusTable")).toMatchObject({ level: "fail" });
    expect(of("council.statusTable").says).toContain("unborn child protection plans");
  });
});

async function takePort(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
