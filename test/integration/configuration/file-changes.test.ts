import { spawn } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addSignature, publicKeyText, type Approval } from "../../../src/config/approval.js";
import { approvalFileOf } from "../../../src/config/approval-file.js";
import { loadConfigFile } from "../../../src/config/load-config.js";
import type { ConsoleConfiguration } from "../../../src/contract/console.js";
import type { PageSettings } from "../../../src/contract/settings.js";
import {
  createConfiguredSite,
  type ConfiguredSite,
  type StartedSite,
} from "../../support/configured-site.js";

const keys: Readonly<Record<"ruth" | "omar", KeyObject>> = {
  ruth: generateKeyPairSync("ed25519").privateKey,
  omar: generateKeyPairSync("ed25519").privateKey,
};

let site: ConfiguredSite;
let run: StartedSite;

beforeEach(async () => {
  site = await createConfiguredSite();
  const administrators = (["ruth", "omar"] as const).map((id) => ({
    id,
    name: id,
    publicKey: publicKeyText(keys[id]),
  }));
  site.save(site.edited((config) => (config.administrators = administrators)));
  run = await site.start();
});
afterEach(async () => {
  await run.stop();
  site.remove();
});

const silent = (): string => site.edited((config) => (config.locations[1]!.accessMode = "scheduled"));

const settings = async (locationId: string) =>
  (await run.asNurse<PageSettings>(`/api/v1/settings?locationId=${locationId}`)).body;

const configuration = async () =>
  (await run.call<ConsoleConfiguration>("configuration", run.signIn("Ruth", "administrator"))).body;

const refusals = async () =>
  (await run.audit({ action: "configuration-refused" })).map(({ reason }) => reason);

/** The signatures of administrators under the change from what runs to what stands in the file. */
function sign(from: string, who: readonly (keyof typeof keys)[], signedAt = new Date()): Approval {
  const { digest: to } = loadConfigFile(site.file, {}, Date.now());
  const approval = who.reduce<Approval | undefined>(
    (sofar, administrator) =>
      addSignature(
        sofar,
        { from, to },
        { administrator, key: keys[administrator], signedAt: signedAt.toISOString() },
      ),
    undefined,
  );
  if (approval === undefined) throw new Error("somebody must sign");
  writeFileSync(approvalFileOf(site.file), JSON.stringify(approval));
  return approval;
}

describe("a configuration file that is changed on disk", () => {
  it("is taken up when the gateway is asked to read it again", async () => {
    site.save(site.edited((config) => (config.contacts["safeguardingTelephone"] = "01632 960888")));
    await run.gateway.reload();
    expect((await settings("ed")).safeguardingTelephone).toBe("01632 960888");
    expect((await run.audit({ action: "configuration-applied" })).at(-1)?.details).toMatchObject({
      dangerousChanges: 0,
    });
  });

  it("is taken up by itself once it has stood still, and a half-written one is not", async () => {
    const whole = site.edited((config) => (config.contacts["safeguardingTelephone"] = "01632 960888"));
    writeFileSync(site.file, whole.slice(0, 400));
    await expect.poll(refusals, { timeout: 15_000 }).toEqual(["CPIS_CONFIG_INVALID"]);
    expect((await settings("ed")).safeguardingTelephone).toBe("01632 960155");
    expect((await configuration()).fileRefused?.length).toBeGreaterThan(0);
    writeFileSync(site.file, whole);
    await expect
      .poll(async () => (await settings("ed")).safeguardingTelephone, { timeout: 15_000 })
      .toBe("01632 960888");
    expect(await configuration()).not.toHaveProperty("fileRefused");
  }, 40_000);

  it("is refused whole with any fault: everything of it, the right parts too", async () => {
    const before = (await configuration()).hash;
    const faulty = site.edited((config) => {
      config.contacts["safeguardingTelephone"] = "01632 960888";
      config.locations[0]!.accessMode = "sometimes";
    });
    site.save(faulty);
    await run.gateway.reload();
    expect((await settings("ed")).safeguardingTelephone).toBe("01632 960155");
    const now = await configuration();
    expect(now.hash).toBe(before);
    expect(now.fileRefused?.map(({ path }) => path)).toContain("locations[0].accessMode");
    expect(now.history).toHaveLength(1);
    rmSync(site.file);
    mkdirSync(site.file);
    await run.gateway.reload();
    expect(await refusals()).toEqual(["CPIS_CONFIG_INVALID", "CPIS_CONFIG_UNREADABLE"]);
    expect((await settings("ed")).accessMode).toBe("unscheduled");
  });

  it("changes nothing dangerous without two signatures, and everything with them (H-13, H-14)", async () => {
    const { digest } = loadConfigFile(site.file, {}, Date.now());
    site.save(silent());
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("unscheduled");
    expect((await configuration()).fileRefused?.[0]?.message).toContain("needs two people");
    sign(digest, ["ruth"]);
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("unscheduled");
    sign(digest, ["ruth", "omar"]);
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("scheduled");
    expect((await configuration()).history[0]?.approvedBy).toEqual(["omar", "ruth"]);
  });

  it("is not let in by forged signatures, nor by signatures that were used before (H-13)", async () => {
    const first = site.text();
    const { digest } = loadConfigFile(site.file, {}, Date.now());
    site.save(silent());
    const approval = sign(digest, ["ruth", "omar"]);
    const forged = {
      ...approval,
      signatures: approval.signatures.map((each) => ({ ...each, administrator: "ruth" })),
    };
    writeFileSync(approvalFileOf(site.file), JSON.stringify(forged));
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("unscheduled");

    writeFileSync(approvalFileOf(site.file), JSON.stringify(approval));
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("scheduled");
    const { digest: silentDigest } = loadConfigFile(site.file, {}, Date.now());
    run.pass(3_600_000);
    site.save(first);
    sign(silentDigest, ["ruth", "omar"], new Date(Date.now() + 3_600_000));
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("unscheduled");

    // The same change again, with the signatures of the first time.
    site.save(silent());
    writeFileSync(approvalFileOf(site.file), JSON.stringify(approval));
    await run.gateway.reload();
    expect((await settings("ward")).accessMode).toBe("unscheduled");
  });
});

/** Whether the audit of a running gateway says that the file was refused; read beside it. */
function refusedOnDisk({ folder }: ConfiguredSite): boolean {
  const connection = new SqliteDatabase(join(folder, "store.sqlite"), { readonly: true });
  const row = connection
    .prepare("select count(*) as rows from audit where action = 'configuration-refused'")
    .get();
  connection.close();
  return (row as { rows: number }).rows > 0;
}

describe("cpis serve", () => {
  it("reads its configuration again on SIGHUP, and goes on with the old one where the new has a fault", async () => {
    await run.stop();
    // The browser's scripts are there after a build only.
    site.save(site.edited((config) => delete config.hosted));
    const at = (path: string): string => new URL(`../../../${path}`, import.meta.url).pathname;
    const child = spawn(
      process.execPath,
      [
        "--no-warnings",
        "--experimental-transform-types",
        "--import",
        at("test/integration/gateway/typescript-sources.mjs"),
        at("src/cli/main.ts"),
        "serve",
        "--config",
        site.file,
      ],
      { env: { PATH: process.env["PATH"] } },
    );
    let said = "";
    child.stderr.on("data", (part: Buffer) => (said += String(part)));
    const ended = new Promise((resolve) => child.once("close", resolve));
    try {
      await expect.poll(() => said, { timeout: 30_000 }).toMatch(/answers pages at http\S+[^.\s]/);
      const [, url = ""] = /answers pages at (http:\S+[^.\s])/.exec(said) ?? [];
      const planHash = async () =>
        ((await (await fetch(new URL("/health", url))).json()) as { planHash: string }).planHash;
      const before = await planHash();
      const whole = site.edited((config) => (config.contacts["safeguardingTelephone"] = "01632 960888"));
      site.save(whole.slice(0, 300));
      child.kill("SIGHUP");
      await expect.poll(() => refusedOnDisk(site), { timeout: 15_000 }).toBe(true);
      expect(await planHash()).toBe(before);
      site.save(whole);
      child.kill("SIGHUP");
      await expect.poll(planHash, { timeout: 15_000 }).not.toBe(before);
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
    expect(said).not.toContain("CPIS_INTERNAL");
  }, 60_000);
});
