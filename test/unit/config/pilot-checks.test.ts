import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { certificateFaults } from "../../../src/config/check-certificates.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import {
  locationPapers,
  makeCertificate,
  productionConfig,
  secretsInEnvironment,
} from "../../support/config.js";

type Settings = Record<string, unknown>;

function read(change: (settings: Settings) => void, files: Readonly<Record<string, string>> = {}) {
  const settings = productionConfig();
  change(settings);
  return parseConfig(settings, secretsInEnvironment, (path) => files[path] ?? "");
}

function issuesOf(change: (settings: Settings) => void, files?: Readonly<Record<string, string>>) {
  const reading = read(change, files);
  return Object.fromEntries(reading.ok ? [] : reading.issues.map(({ path, message }) => [path, message]));
}

function spineOf(settings: Settings): Settings {
  return settings["spine"] as Settings;
}

const ed = { id: "ed", name: "Emergency department", accessMode: "unscheduled", ...locationPapers };

describe("locations", () => {
  it("that have one name are refused: nobody could say which of them tells the council (H-13)", () => {
    const clinic = { ...ed, id: "clinic", name: " emergency  Department " };
    expect(Object.keys(issuesOf((settings) => (settings["locations"] = [ed, clinic])))).toEqual([
      "locations[1].name",
    ]);
  });

  it("are not enabled for real children without agreement and impact assessment (H-32)", () => {
    const bare = { id: "ed", name: "Emergency department", accessMode: "unscheduled" };
    const faults = issuesOf((settings) => (settings["locations"] = [bare]));
    expect(Object.keys(faults)).toEqual(["locations[0].dataSharingAgreement", "locations[0].dpia"]);
    expect(faults["locations[0].dpia"]).toContain("or set enabled to false");
    expect(issuesOf((settings) => (settings["locations"] = [{ ...bare, enabled: false }]))).toEqual({});
  });

  it("have no default location: a setting that would name one is refused", () => {
    const faults = issuesOf((settings) => (settings["locations"] = [{ ...ed, default: true }]));
    expect(faults["locations[0].default"]).toContain("is not a setting");
  });
});

describe("environments are not mixed (H-32)", () => {
  it.each([
    ["production", "https://msg.int.spine2.ncrs.nhs.uk/reliablerequest"],
    ["production", "https://msg.dep.spine2.ncrs.nhs.uk/reliablerequest"],
    ["integration", "https://msg.national.ncrs.nhs.uk/reliablerequest"],
  ])("a configuration for %s does not take the address %s (H-32)", (environment, endpoint) => {
    const faults = issuesOf((settings) => {
      settings["environment"] = environment;
      spineOf(settings)["endpoint"] = endpoint;
    });
    expect(faults["spine.endpoint"]).toContain(`the environment is ${environment}`);
  });

  it.each([
    ["ownAsid", "999900000001"],
    ["spineAsid", "999900000002"],
    ["ownPartyKey", "ZZ9-999001"],
    ["spinePartyKey", "YES-0000999"],
    ["serverName", "spine.simulator"],
    ["contract", { pattern: "express", cpaId: "S9999A999001" }],
    ["noRecordCodes", [{ code: "SIM-NRF", codeSystem: "2.999.1" }]],
  ])("the simulator's %s is refused in production (H-32)", (name, value) => {
    const faults = Object.entries(issuesOf((settings) => (spineOf(settings)[name] = value)));
    expect(faults).toHaveLength(1);
    expect(faults[0]?.[1]).toContain("is the simulator's");
  });

  it("a certificate that another authority issued is refused (H-32)", async () => {
    const now = Date.UTC(2026, 10, 21);
    const make = () => makeCertificate(new Date(now - 1_000), new Date(now + 86_400_000));
    const [own, other] = [await make(), await make()];
    const reading = read(
      (settings) => {
        spineOf(settings)["tls"] = {
          key: { file: "key" },
          certificate: own.certificate,
          authorities: other.certificate,
        };
      },
      { key: own.key },
    );
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    const faults = certificateFaults(reading.plan, now);
    expect(faults.map(({ path }) => path)).toEqual(["spine.tls.certificate"]);
    expect(faults[0]?.message).toContain("another environment");
  });
});

describe("private keys", () => {
  async function encrypted(passphrase: string) {
    const made = await makeCertificate(new Date(0), new Date(Date.now() + 86_400_000));
    const key = createPrivateKey(made.key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase,
    });
    return { ...made, encryptedKey: key.toString() };
  }

  it("with a passphrase are opened with it", async () => {
    const { encryptedKey, certificate } = await encrypted("open sesame");
    const reading = read(
      (settings) => {
        spineOf(settings)["tls"] = {
          key: { file: "key" },
          passphrase: { file: "passphrase" },
          certificate,
          authorities: certificate,
        };
      },
      { key: encryptedKey, passphrase: "open sesame\n" },
    );
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    const opened = createPublicKey(reading.plan.spine?.tls.key ?? "").export({ type: "spki", format: "pem" });
    expect(opened).toBe(new X509Certificate(certificate).publicKey.export({ type: "spki", format: "pem" }));
    expect(JSON.stringify(reading.effective)).not.toContain("sesame");
  });

  it.each([
    ["without a passphrase", {}, "spine.tls.key"],
    ["with another passphrase", { passphrase: { file: "passphrase" } }, "spine.tls.passphrase"],
  ])("that are encrypted are refused %s, and nothing of either is repeated", async (_what, more, path) => {
    const { encryptedKey, certificate } = await encrypted("open sesame");
    const tls = { key: { file: "key" }, certificate, authorities: certificate, ...more };
    const faults = issuesOf((settings) => (spineOf(settings)["tls"] = tls), {
      key: encryptedKey,
      passphrase: "close barley",
    });
    expect(Object.keys(faults)).toEqual([path]);
    expect(JSON.stringify(faults)).not.toMatch(/sesame|barley/);
  });

  it("that stand where none belongs are refused, whatever the environment", async () => {
    const { key, certificate } = await makeCertificate(new Date(0), new Date(Date.now() + 1_000));
    const faults = issuesOf((settings) => {
      (spineOf(settings)["tls"] as Settings)["certificate"] = `${certificate}\n${key}`;
    });
    expect(faults).toEqual({
      "spine.tls.certificate": "holds a private key. Move it to a file that only the gateway reads",
    });
  });
});

describe("administrators", () => {
  const person = (id: string, byte: number) => ({
    id,
    name: id,
    publicKey: Buffer.alloc(32, byte).toString("base64"),
  });

  it("each have their own name and key: with one key, one person would be two", () => {
    const same = [person("ruth", 1), person("omar", 1), person("ruth", 2)];
    expect(Object.keys(issuesOf((settings) => (settings["administrators"] = same)))).toEqual([
      "administrators[1].publicKey",
      "administrators[2].id",
    ]);
    const two = [person("ruth", 1), person("omar", 2)];
    expect(issuesOf((settings) => (settings["administrators"] = two))).toEqual({});
  });
});
