import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { councilConfig } from "../../../src/cli/council-config.js";
import { fileParts } from "../../../src/cli/council-files.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import { listSettings } from "../../../src/config/setting-list.js";
import { settingsJsonSchema } from "../../../src/config/settings.js";
import { renderSettingsTable } from "../../../src/config/settings-table.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { pemText } from "../../support/config.js";

const root = new URL("../../../", import.meta.url);

describe("the list of settings", () => {
  it("is the one in docs/configuration.md; run scripts/generate-config-docs.mjs after a build", () => {
    expect(readFileSync(new URL("docs/configuration.md", root), "utf8")).toContain(renderSettingsTable());
  });

  it("explains every setting, and gives each variable one meaning", () => {
    const settings = listSettings();
    const variables = settings.flatMap((entry) => entry.variable ?? []);
    expect(settings.length).toBeGreaterThan(50);
    expect(settings.filter((entry) => entry.description.length < 10)).toEqual([]);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it("marks the secrets and the settings that can harm a child", () => {
    const settings = listSettings();
    const marked = (mark: "secret" | "danger") =>
      settings.filter((entry) => entry[mark]).map((entry) => entry.path);
    expect(marked("secret")).toEqual([
      "spine.tls.key",
      "spine.tls.pkcs12",
      "spine.tls.passphrase",
      "council.mesh.https.password",
      "council.mesh.https.sharedKey",
      "council.mesh.https.tls.key",
      "council.mesh.https.tls.pkcs12",
      "council.mesh.https.tls.passphrase",
      "council.mesh.https.proxy.authorisation",
      "http.tls.key",
      "http.tls.pkcs12",
      "http.tls.passphrase",
      "hosted.launch.decryptionKeys",
      "console.signIn.clientSecret",
      "console.signIn.privateKey.key",
      "console.signIn.privateKey.passphrase",
      "store.sealingKey",
      "alarms.webhook.secret",
    ]);
    expect(marked("danger")).toEqual(
      expect.arrayContaining([
        "locations[].accessMode",
        "spine.noRecordCodes",
        "spine.silentReadForm",
        "lookups.dwellMs",
      ]),
    );
  });

  it("marks what takes effect only when two people agree, and each such setting states its danger (H-13, H-14, H-04)", () => {
    const marked = listSettings().filter(({ needsTwo }) => needsTwo);
    expect(marked.map(({ path }) => path)).toEqual([
      "environment",
      "locations[].accessMode",
      "administrators",
      "identity.trustedKeys",
      "identity.unscheduledActivity",
      "identity.scheduledActivity",
      "identity.rolesNeverAutomatic",
      "identity.nominatedPerson",
      "spine.silentReadForm",
      "spine.noRecordCodes",
      "council.statusTable",
      "council.roles",
      "hosted.launch.systems[].trustedKeys",
      "hosted.launch.systems[].practitioners",
      "console.signIn.issuer",
      "console.signIn.level",
      "console.roles",
      "console.organisations",
    ]);
    expect(marked.filter(({ danger }) => danger === undefined)).toEqual([]);
  });

  it("is a JSON Schema that refuses unknown keys at every level", () => {
    const open: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      const record = node as Record<string, unknown>;
      if ("properties" in record && record["additionalProperties"] !== false) open.push(path);
      for (const [key, value] of Object.entries(record)) visit(value, `${path}/${key}`);
    };
    visit(settingsJsonSchema(), "");
    expect(open).toEqual([]);
  });
});

describe("examples/config/simulator.json", () => {
  it("is a configuration without a fault", () => {
    const config: unknown = JSON.parse(readFileSync(new URL("examples/config/simulator.json", root), "utf8"));
    const files: Record<string, string> = {
      "simulator/gateway.key": pemText.key,
      "simulator/gateway.pem": pemText.certificate,
      "simulator/authority.pem": pemText.certificate,
      "simulator/console.secret": "secret\n",
      "simulator/sealing.key": `${Buffer.alloc(32).toString("base64")}\n`,
      "simulator/token-keys.json": JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: "A", y: "B" }] }),
    };
    const reading = parseConfig(config, {}, (path) => files[path] ?? "");
    expect(reading).toMatchObject({ ok: true });
  });
});

describe("examples/config/council.json", () => {
  it("is what cpis simulate writes for a council, at the usual ports", async () => {
    const simulator = await createSimulator({ council: { port: 0 } });
    await simulator.start();
    const { port } = new URL(simulator.mesh.endpoint);
    const written = JSON.stringify(councilConfig(simulator.councilPlan(), fileParts("simulator/ZZL01")));
    await simulator.stop();
    const config: unknown = JSON.parse(readFileSync(new URL("examples/config/council.json", root), "utf8"));
    expect(config).toEqual(JSON.parse(written.replace(`127.0.0.1:${port}`, "127.0.0.1:8445")));
  });

  it("is a configuration without a fault", () => {
    const config: unknown = JSON.parse(readFileSync(new URL("examples/config/council.json", root), "utf8"));
    const files: Record<string, string> = {
      "simulator/ZZL01/mesh.key": pemText.key,
      "simulator/ZZL01/mesh.pem": pemText.certificate,
      "simulator/ZZL01/authority.pem": pemText.certificate,
      "simulator/ZZL01/sealing.key": `${Buffer.alloc(32).toString("base64")}\n`,
      "simulator/ZZL01/token-keys.json": JSON.stringify({
        keys: [{ kty: "EC", crv: "P-256", x: "A", y: "B" }],
      }),
    };
    const reading = parseConfig(config, {}, (path) => files[path] ?? "secret\n");
    expect(reading).toMatchObject({ ok: true, plan: { council: { cpisMailboxId: "CPISSIM01" } } });
  });
});
