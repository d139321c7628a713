import { createPrivateKey, createPublicKey } from "node:crypto";
import "reflect-metadata";
import { Pkcs10CertificateRequest } from "@peculiar/x509";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { makeCertificate } from "../../support/config.js";

const now = Date.now();
const day = 86_400_000;
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "cpis-certificate-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function cpis(...args: string[]): Promise<{ readonly exitCode: number; readonly text: string }> {
  let text = "";
  const write = (line: string): void => void (text += `${line}\n`);
  const exitCode = await runCli(["certificate", ...args], {
    out: write,
    note: write,
    variables: {},
    now: () => now,
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, text };
}

const name = "cpis.northgate.example";
const oids = { alternativeName: "2.5.29.17", extendedKeyUsage: "2.5.29.37" };

describe("cpis certificate request", () => {
  test.each(["rsa-2048", "ec-p256"])(
    "makes a %s key and a request that it signed, with the required name",
    async (kind) => {
      const out = join(folder, "keys");
      expect((await cpis("request", "--name", name, "--out", out, "--key", kind)).exitCode).toBe(0);
      const request = new Pkcs10CertificateRequest(readFileSync(join(out, `${name}.csr`), "utf8"));
      expect(await request.verify()).toBe(true);
      expect(request.subject).toBe(`CN=${name}`);
      expect(JSON.stringify(request.getExtension(oids.alternativeName))).toContain(
        `{"type":"dns","value":"${name}"}`,
      );
      expect(JSON.stringify(request.getExtension(oids.extendedKeyUsage))).toContain("1.3.6.1.5.5.7.3.2");
      const key = createPrivateKey(readFileSync(join(out, `${name}.key`)));
      const requested = createPublicKey({
        key: Buffer.from(request.publicKey.rawData),
        format: "der",
        type: "spki",
      });
      expect(createPublicKey(key).equals(requested)).toBe(true);
    },
  );

  test("keeps the key for its owner, and prints none of it", async () => {
    const { text } = await cpis("request", "--name", name, "--out", folder);
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(text).not.toContain("PRIVATE KEY");
    expect(text).toContain(`${name}.csr`);
  });

  test("never overwrites: a second one leaves the first as it was", async () => {
    await cpis("request", "--name", name, "--out", folder);
    const key = readFileSync(join(folder, `${name}.key`), "utf8");
    const { exitCode, text } = await cpis("request", "--name", name, "--out", folder);
    expect(exitCode).toBe(1);
    expect(text).toContain("is there already, and is never overwritten");
    expect(readFileSync(join(folder, `${name}.key`), "utf8")).toBe(key);
  });

  test("leaves no key behind where the request's file is in the way", async () => {
    writeFileSync(join(folder, `${name}.csr`), "mine");
    expect((await cpis("request", "--name", name, "--out", folder)).exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual([`${name}.csr`]);
  });

  test.each([
    "northgate",
    "*.northgate.example",
    "https://northgate.example",
    "Northgate.Example",
    "a..example",
  ])("refuses %s for a name", async (bad) => {
    expect((await cpis("request", "--name", bad, "--out", folder)).exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("cpis certificate show", () => {
  test("prints names, issuer and days left", async () => {
    const { certificate } = await makeCertificate(new Date(now - day), new Date(now + 30.5 * day));
    writeFileSync(join(folder, "a.pem"), certificate);
    const { exitCode, text } = await cpis("show", join(folder, "a.pem"));
    expect(exitCode).toBe(0);
    expect(text).toContain("Subject: CN=gateway.cpis.test");
    expect(text).toContain("30 days left");
    expect(text).toMatch(/SHA-256: [0-9A-F:]{95}/);
  });

  test("ends with 1 where one of a chain has expired, and where there is none", async () => {
    const good = await makeCertificate(new Date(now - day), new Date(now + day));
    const old = await makeCertificate(new Date(now - 9 * day), new Date(now - 2 * day));
    writeFileSync(join(folder, "chain.pem"), `${good.certificate}\n${old.certificate}\n`);
    const shown = await cpis("show", join(folder, "chain.pem"));
    expect(shown.exitCode).toBe(1);
    expect(shown.text).toContain("EXPIRED");
    writeFileSync(join(folder, "key.pem"), good.key);
    expect((await cpis("show", join(folder, "key.pem"))).text).not.toContain("PRIVATE");
    expect((await cpis("show", join(folder, "gone.pem"))).exitCode).toBe(1);
  });
});
