import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load-config.js";
import { CpisError, type Issue } from "../../../src/errors/cpis-error.js";
import { makeCertificate, productionConfig, secretsInEnvironment } from "../../support/config.js";

const now = Date.UTC(2026, 10, 21);
const day = 86_400_000;

describe("loading a configuration file", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpis-config-"));
    mkdirSync(join(folder, "tls"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function writeSite(notBefore = now - day, notAfter = now + day): Promise<string> {
    const { key, certificate } = await makeCertificate(new Date(notBefore), new Date(notAfter));
    writeFileSync(join(folder, "tls/key.pem"), key);
    writeFileSync(join(folder, "tls/certificate.pem"), certificate);
    const config = productionConfig();
    (config["spine"] as Record<string, unknown>)["tls"] = {
      key: { file: "tls/key.pem" },
      certificate: { file: "tls/certificate.pem" },
      authorities: { file: "tls/certificate.pem" },
    };
    const file = join(folder, "cpis.json");
    writeFileSync(file, JSON.stringify(config));
    return file;
  }

  function failure(file: string): {
    readonly code: string;
    readonly message: string;
    readonly issues: readonly Issue[];
  } {
    try {
      loadConfig(file, secretsInEnvironment, now);
    } catch (error) {
      if (CpisError.is(error)) return { code: error.code, message: error.message, issues: error.issues };
      throw error;
    }
    throw new Error("The configuration was accepted.");
  }

  it("reads paths relative to the file, the store's too", async () => {
    const plan = loadConfig(await writeSite(), secretsInEnvironment, now);
    expect(plan.spine?.tls.key).toContain("PRIVATE KEY");
    expect(plan.store.file).toBe(join(folder, "cpis.sqlite"));
  });

  it("refuses a device or a pipe in the place of a key unread: reading it would stop every check (H-04)", async () => {
    const file = await writeSite();
    const config = JSON.parse(readFileSync(file, "utf8")) as { spine: { tls: Record<string, unknown> } };
    execFileSync("mkfifo", [join(folder, "pipe.pem")]);
    for (const place of ["pipe.pem", "/dev/zero"]) {
      config.spine.tls["key"] = { file: place };
      writeFileSync(file, JSON.stringify(config));
      const { issues } = failure(file);
      expect(issues.map(({ path }) => path)).toEqual(["spine.tls.key"]);
      expect(issues[0]?.message).toContain("a pipe, a socket or a device");
    }
  });

  it("names a file that is not there", () => {
    expect(failure(join(folder, "none.json"))).toMatchObject({
      code: "CPIS_CONFIG_UNREADABLE",
      message: `${join(folder, "none.json")} cannot be read: there is no such file.`,
    });
  });

  it("gives the place of a JSON fault without the text around it", () => {
    const file = join(folder, "cpis.json");
    writeFileSync(file, '{\n  "store": { "sealingKey": "c2VjcmV0" oops }\n}');
    const { code, message, issues } = failure(file);
    expect(code).toBe("CPIS_CONFIG_INVALID");
    expect(issues).toMatchObject([{ path: file, message: "is not JSON", line: 2 }]);
    expect(message + JSON.stringify(issues)).not.toContain("c2VjcmV0");
  });

  it("refuses an expired certificate and says when it ended", async () => {
    const { code, issues } = failure(await writeSite(now - 3 * day, now - day));
    expect(code).toBe("CPIS_CERTIFICATE_UNUSABLE");
    expect(issues[0]).toMatchObject({
      path: "spine.tls.certificate",
      message: "expired on 2026-11-20. Install its renewal",
    });
  });

  it("refuses a certificate that is not valid yet", async () => {
    const { issues } = failure(await writeSite(now + day, now + 3 * day));
    expect(issues[0]?.message).toBe("is not valid before 2026-11-22. Check this machine's clock");
  });

  it("refuses a key that belongs to another certificate", async () => {
    const file = await writeSite();
    const other = await makeCertificate(new Date(now - day), new Date(now + day));
    writeFileSync(join(folder, "tls/key.pem"), other.key);
    expect(failure(file).issues).toMatchObject([
      {
        path: "spine.tls.key",
        message: "does not belong to the certificate. Use the key the certificate was made for",
      },
    ]);
  });

  it("refuses a certificate that is cut short", async () => {
    const file = await writeSite();
    writeFileSync(join(folder, "tls/certificate.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    expect(failure(file).issues.map((issue) => issue.path)).toEqual([
      "spine.tls.certificate",
      "spine.tls.authorities",
    ]);
  });

  it("names an unreadable key file", async () => {
    const file = await writeSite();
    rmSync(join(folder, "tls/key.pem"));
    mkdirSync(join(folder, "tls/key.pem"));
    chmodSync(join(folder, "tls/key.pem"), 0o700);
    expect(failure(file).issues).toMatchObject([
      {
        path: "spine.tls.key",
        message:
          "refers to tls/key.pem, which cannot be read: it is a directory. Correct the path or its permissions",
      },
    ]);
  });
});
