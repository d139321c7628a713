import { createPrivateKey, X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfigFile } from "../../../src/config/load-config.js";
import { openPkcs12 } from "../../../src/config/pkcs12/open-pkcs12.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";

const fixtures = new URL("../../fixtures/pkcs12/", import.meta.url).pathname;
const fixture = (name: string): Buffer => readFileSync(join(fixtures, `${name}.p12`));

describe("a PKCS#12 file", () => {
  it.each(["aes-256", "aes-128", "triple-des"])(
    "encrypted with %s is opened: its key, its certificate first, its chain",
    (name) => {
      const reading = openPkcs12(fixture(name), "made-up");
      if (!reading.ok) throw new Error(reading.fault);
      const certificates = reading.opened.certificate
        .split(/(?<=-----END CERTIFICATE-----\n)/)
        .filter(Boolean);
      const [own, authority] = certificates.map((pem) => new X509Certificate(pem));
      expect(own?.subject).toBe("CN=gateway.cpis.test");
      expect(own?.checkPrivateKey(createPrivateKey(reading.opened.key))).toBe(true);
      expect(own?.verify(authority!.publicKey)).toBe(true);
    },
  );

  it("without a passphrase is opened too", () => {
    expect(openPkcs12(fixture("without-passphrase"), "").ok).toBe(true);
  });

  it("written in BER, without lengths and with octets in pieces of pieces, is opened as the same in DER", () => {
    const reading = openPkcs12(fixture("in-pieces"), "made-up");
    expect(reading.ok).toBe(true);
    expect(reading).toEqual(openPkcs12(fixture("aes-256"), "made-up"));
    expect(openPkcs12(fixture("in-pieces"), "wrong")).toEqual({ ok: false, fault: "wrong-passphrase" });
  });

  it.each([
    ["aes-256", "wrong", "wrong-passphrase"],
    ["aes-256", "", "wrong-passphrase"],
    ["rc2", "made-up", "legacy"],
    ["no-key", "made-up", "no-key"],
    ["no-certificate", "made-up", "no-certificate"],
  ])("%s, with the passphrase %j, is refused as %s", (name, passphrase, fault) => {
    expect(openPkcs12(fixture(name), passphrase)).toEqual({ ok: false, fault });
  });

  it("that is something else, or damaged anywhere, is refused and never half-read", () => {
    const whole = fixture("aes-256");
    for (const bytes of [Buffer.from("hello"), Buffer.alloc(0), whole.subarray(0, 300)]) {
      expect(openPkcs12(bytes, "made-up")).toEqual({ ok: false, fault: "not-pkcs12" });
    }
    for (let place = 0; place < whole.length; place += 37) {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] ?? 0) ^ 0x55;
      const reading = openPkcs12(damaged, "made-up");
      if (reading.ok)
        expect(new X509Certificate(reading.opened.certificate).subject).toBe("CN=gateway.cpis.test");
    }
  });
});

describe("a configuration with a PKCS#12 file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpis-p12-"));
    for (const name of ["aes-256.p12", "rc2.p12", "authority.pem"])
      copyFileSync(join(fixtures, name), join(folder, name));
    writeFileSync(join(folder, "passphrase"), "made-up\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function load(tls: Record<string, unknown>, change: Record<string, unknown> = {}) {
    const config = productionConfig();
    const spine = { ...(config["spine"] as object), tls: { authorities: { file: "authority.pem" }, ...tls } };
    const file = join(folder, "cpis.json");
    writeFileSync(file, JSON.stringify({ ...config, spine, ...change }));
    return loadConfigFile(file, secretsInEnvironment, Date.now());
  }

  const faults = (tls: Record<string, unknown>) => {
    try {
      load(tls);
      return [];
    } catch (error) {
      return CpisError.is(error) ? error.issues : [];
    }
  };

  const pkcs12 = { file: "aes-256.p12" };
  const passphrase = { file: "passphrase" };

  it("becomes the same plan as its key and certificate in PEM, for Spine and for the API", () => {
    const http = { host: "10.0.0.5", tls: { pkcs12, passphrase } };
    const { plan, effective } = load({ pkcs12, passphrase }, { http });
    for (const tls of [plan.spine?.tls, plan.http.tls]) {
      expect(tls?.key).toContain("-----BEGIN PRIVATE KEY-----");
      expect(new X509Certificate(tls?.certificate ?? "").subject).toBe("CN=gateway.cpis.test");
    }
    expect(JSON.stringify(effective)).not.toContain("BEGIN");
  });

  it("has another hash once its certificate is renewed", () => {
    const before = load({ pkcs12, passphrase }).digest;
    copyFileSync(join(fixtures, "triple-des.p12"), join(folder, "aes-256.p12"));
    expect(load({ pkcs12, passphrase }).digest).toBe(before);
    copyFileSync(join(fixtures, "without-passphrase.p12"), join(folder, "aes-256.p12"));
    writeFileSync(join(folder, "empty"), "\n");
    expect(load({ pkcs12 }).digest).not.toBe(before);
  });

  it("is refused with what to do: a wrong passphrase, an old cipher, a key beside it, nothing at all", () => {
    writeFileSync(join(folder, "passphrase"), "another");
    expect(faults({ pkcs12, passphrase })).toMatchObject([
      { path: "spine.tls.pkcs12", message: expect.stringContaining("passphrase") as string },
    ]);
    writeFileSync(join(folder, "passphrase"), "made-up");
    expect(faults({ pkcs12: { file: "rc2.p12" }, passphrase })[0]?.message).toContain(
      "openssl pkcs12 -legacy",
    );
    expect(faults({ pkcs12, passphrase, key: { env: "SPINE_KEY" } }).map(({ path }) => path)).toEqual([
      "spine.tls.key",
    ]);
    expect(faults({}).map(({ path }) => path)).toEqual(["spine.tls.key", "spine.tls.certificate"]);
  });
});
