import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  ConsoleChange,
  ConsoleCheck,
  ConsoleConfiguration,
  ConsoleHistoryDetail,
} from "../../../src/contract/console.js";
import type { PageSettings } from "../../../src/contract/settings.js";
import {
  createConfiguredSite,
  type ConfiguredSite,
  type StartedSite,
} from "../../support/configured-site.js";
import type { TestSession } from "../../support/console-session.js";

const yes = { spokenToSafeguardingLead: true, readWhatItDoes: true };
const day = 86_400_000;

let site: ConfiguredSite;
let run: StartedSite;
let ruth: TestSession;
let omar: TestSession;

beforeEach(async () => {
  site = await createConfiguredSite();
  run = await site.start();
  ruth = run.signIn("Ruth Abara", "administrator");
  omar = run.signIn("Omar Haddad", "administrator");
});
afterEach(async () => {
  await run.stop();
  site.remove();
});

const silent = (): string => site.edited((config) => (config.locations[1]!.accessMode = "scheduled"));

const read = async (who = ruth) => (await run.call<ConsoleConfiguration>("configuration", who)).body;

const propose = (source = silent(), who = ruth) =>
  run.call<ConsoleChange>("configuration/changes", who, { kind: "source", source, reason: "Ward moves" });

const decide = (id: string, what: "approve" | "refuse" | "withdraw", who: TestSession) =>
  run.call<ConsoleChange>(
    `configuration/changes/${id}/${what}`,
    who,
    what === "approve" ? yes : what === "refuse" ? { reason: "Not yet" } : {},
  );

const modeOf = async (locationId: string) =>
  (await run.asNurse<PageSettings>(`/api/v1/settings?locationId=${locationId}`)).body.accessMode;

const actions = async () =>
  (await run.audit()).map(({ action }) => action).filter((action) => action.startsWith("configuration-"));

describe("a change that needs two people (H-13, H-14)", () => {
  it("takes effect when a second administrator approves it, in the running gateway and in its file (H-13)", async () => {
    const before = await read();
    const { status, body } = await propose();
    expect([status, body.state, body.mayApprove]).toEqual([201, "waiting", false]);
    expect(await modeOf("ward")).toBe("unscheduled");
    expect((await read(omar)).pending.map(({ mayApprove }) => mayApprove)).toEqual([true]);

    const approved = await decide(body.id, "approve", omar);
    expect([approved.status, approved.body.state]).toEqual([200, "applied"]);
    expect(approved.body.decidedBy?.name).toBe("Omar Haddad");
    expect(await modeOf("ward")).toBe("scheduled");
    const after = await read();
    expect(after.hash).not.toBe(before.hash);
    expect(after.source).toBe(site.text());
    expect(site.text()).toContain('"scheduled"');
    expect(after.history[0]).toMatchObject({ hash: after.hash, dangerousChanges: 1, current: true });
    expect(after.history[0]?.approvedBy.join(" ")).toMatch(/Ruth Abara.*Omar Haddad/);
    expect(readFileSync(`${site.file}.replaced`, "utf8")).toContain('"unscheduled"');
    expect(statSync(site.file).mode & 0o777).toBe(0o640);
  });

  it("says in the audit who asked, who approved, and by which configuration everything after it was done", async () => {
    const { body } = await propose();
    await decide(body.id, "approve", omar);
    const { hash } = await read();
    const rows = (await run.audit()).filter(({ action }) => action.startsWith("configuration-"));
    expect(rows.map(({ action, actor }) => [action, actor?.name])).toEqual([
      ["configuration-applied", undefined],
      ["configuration-proposed", "Ruth Abara"],
      ["configuration-approved", "Omar Haddad"],
      ["configuration-applied", "Omar Haddad"],
    ]);
    expect(rows.at(-1)?.planHash).toBe(hash);
    expect(rows.at(-2)?.planHash).not.toBe(hash);
    await run.asNurse("/api/v1/lookups", {
      lookupId: "0f0f0f0f-0000-4000-8000-000000000001",
      trigger: "opened",
      locationId: "nowhere",
      patient: {},
    });
    expect((await run.audit()).at(-1)).toMatchObject({ action: "not-checked", planHash: hash });
  });

  it("is never approved by whoever asked, in another session or with another role either (H-13)", async () => {
    const { body } = await propose();
    const again = run.signIn("Ruth Abara", ["administrator", "safeguarding-lead"], "user-Ruth Abara");
    const shouted = run.signIn("R. Abara", "administrator", "USER-RUTH ABARA ");
    for (const who of [ruth, again, shouted]) {
      const refused = await decide(body.id, "approve", who);
      expect([refused.status, refused.body.code]).toEqual([403, "CPIS_CHANGE_SECOND_PERSON"]);
      expect((await decide(body.id, "refuse", who)).body.code).toBe("CPIS_CHANGE_SECOND_PERSON");
    }
    expect(await modeOf("ward")).toBe("unscheduled");
    expect(site.text()).not.toContain('"scheduled"');
  });

  it("is approved by nobody who is not an administrator, has not signed in afresh, or has not read it (H-13)", async () => {
    const { body } = await propose();
    const auditor = run.signIn("Ada", "auditor");
    expect((await decide(body.id, "approve", auditor)).body.code).toBe("CPIS_ROLE_NOT_PERMITTED");
    const unread = { spokenToSafeguardingLead: false, readWhatItDoes: true };
    const half = await run.call(`configuration/changes/${body.id}/approve`, omar, unread);
    expect([half.status, half.body.code]).toEqual([400, "CPIS_REQUEST_INVALID"]);
    const forged = await fetch(
      new URL(`/api/v1/console/configuration/changes/${body.id}/approve`, run.apiUrl),
      {
        method: "POST",
        headers: {
          cookie: omar.cookie,
          "content-type": "application/json",
          origin: "https://elsewhere.example",
        },
        body: JSON.stringify(yes),
      },
    );
    expect(forged.status).toBe(403);
    expect(await modeOf("ward")).toBe("unscheduled");
  });

  it("is decided once: of two approvals at once one counts, and none counts again later (H-13)", async () => {
    const { body } = await propose();
    const lena = run.signIn("Lena Ortiz", "administrator");
    const both = await Promise.all([decide(body.id, "approve", omar), decide(body.id, "approve", lena)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await decide(body.id, "approve", omar)).body.code).toBe("CPIS_CHANGE_NOT_POSSIBLE");
    expect((await actions()).filter((action) => action === "configuration-applied")).toHaveLength(2);
    expect((await decide("not-an-id", "approve", omar)).status).toBe(404);
  });

  it("is refused by the second person or taken back by the first, and then over", async () => {
    const one = (await propose()).body;
    expect((await decide(one.id, "refuse", omar)).body.state).toBe("refused");
    const two = (await propose()).body;
    expect((await decide(two.id, "withdraw", omar)).body.code).toBe("CPIS_CHANGE_SECOND_PERSON");
    expect((await decide(two.id, "withdraw", ruth)).body.state).toBe("withdrawn");
    for (const { id } of [one, two]) expect((await decide(id, "approve", omar)).status).toBe(409);
    expect(await actions()).toEqual(
      expect.arrayContaining(["configuration-refused", "configuration-withdrawn"]),
    );
    expect(await modeOf("ward")).toBe("unscheduled");
  });

  it("lapses after three days without a second person", async () => {
    const { body } = await propose();
    run.pass(3 * day + 1);
    const later = run.signIn("Omar Haddad", "administrator");
    const late = await decide(body.id, "approve", later);
    expect([late.status, late.body.code]).toEqual([409, "CPIS_CHANGE_NOT_POSSIBLE"]);
    expect(await actions()).toContain("configuration-lapsed");
    expect((await read(later)).pending[0]?.state).toBe("lapsed");
    expect(site.text()).not.toContain('"scheduled"');
  });

  it("is outdated as soon as something else takes effect", async () => {
    const { body } = await propose();
    const other = site.edited((config) => (config.logLevel = "error"));
    expect((await propose(other)).body.state).toBe("applied");
    expect((await decide(body.id, "approve", omar)).body.code).toBe("CPIS_CHANGE_NOT_POSSIBLE");
    expect((await read()).pending.find(({ id }) => id === body.id)?.state).toBe("outdated");
    expect(await modeOf("ward")).toBe("unscheduled");
  });

  it("is not written over a file that somebody changed by hand meanwhile", async () => {
    const { body } = await propose();
    site.save(`${site.text()}# a word by hand\n`);
    const refused = await decide(body.id, "approve", omar);
    expect([refused.status, refused.body.code]).toEqual([409, "CPIS_CONFIG_FILE_CHANGED"]);
    expect(site.text()).toContain("# a word by hand");
    expect(await modeOf("ward")).toBe("unscheduled");
  });

  it("changes nothing where its file cannot be written, and waits for its second person again", async () => {
    const { body } = await propose();
    // Where the text before is to be kept stands something that cannot be replaced.
    mkdirSync(`${site.file}.replaced/inside`, { recursive: true });
    const refused = await decide(body.id, "approve", omar);
    rmSync(`${site.file}.replaced`, { recursive: true });
    expect([refused.status, refused.body.code]).toEqual([503, "CPIS_CONFIG_NOT_WRITTEN"]);
    expect(await modeOf("ward")).toBe("unscheduled");
    expect((await decide(body.id, "approve", omar)).body.state).toBe("applied");
  });

  it("is asked of a second person in the simulator too: two people must be able to rehearse it", async () => {
    await run.stop();
    site.remove();
    site = await createConfiguredSite("simulator");
    run = await site.start();
    const { body } = await propose(silent(), run.signIn("Ruth Abara", "administrator"));
    expect(body.state).toBe("waiting");
    expect(await modeOf("ward")).toBe("unscheduled");
  });
});

describe("a change that needs nobody else", () => {
  it("takes effect at once, and no second person is asked", async () => {
    const source = site.edited((config) => (config.contacts["safeguardingTelephone"] = "01632 960777"));
    const { body } = await propose(source);
    expect(body.state).toBe("applied");
    const settings = await run.asNurse<PageSettings>("/api/v1/settings?locationId=ed");
    expect(settings.body.safeguardingTelephone).toBe("01632 960777");
  });

  it("waits whole for the next start where one setting of it needs one, and says so everywhere", async () => {
    const source = site.edited((config) => {
      config.http["port"] = 8470;
      config.contacts["safeguardingTelephone"] = "01632 960777";
    });
    const before = await read();
    expect((await propose(source)).body.state).toBe("waiting-for-restart");
    await run.gateway.reload();
    expect((await run.audit({ action: "configuration-waiting" })).length).toBe(1);
    const settings = await run.asNurse<PageSettings>("/api/v1/settings?locationId=ed");
    expect(settings.body.safeguardingTelephone).toBe("01632 960155");
    const after = await read();
    expect(after.hash).toBe(before.hash);
    expect(after.waitingForRestart).toMatch(/^[0-9a-f]{12}$/);
    const health = await fetch(new URL("/health", run.apiUrl));
    expect(await health.json()).toMatchObject({
      planHash: before.hash,
      waitingForRestart: after.waitingForRestart,
    });
    await run.stop();
    site.save(site.text().replace("8470", "0"));
    run = await site.start();
    const next = await run.asNurse<PageSettings>("/api/v1/settings?locationId=ed");
    expect(next.body.safeguardingTelephone).toBe("01632 960777");
  });

  it("starts with what two people agreed to, where it had to wait for a start (H-13)", async () => {
    const source = site.edited((config) => {
      config.locations[1]!.accessMode = "scheduled";
      config.lookups = { dwellMs: 2_000 };
      config.spine["timings"] = { connectTimeoutMs: 4_000 };
    });
    const { body } = await propose(source);
    expect((await decide(body.id, "approve", omar)).body.state).toBe("waiting-for-restart");
    expect(await modeOf("ward")).toBe("unscheduled");
    await run.stop();
    run = await site.start();
    expect(await modeOf("ward")).toBe("scheduled");
    const now = await read(run.signIn("Ruth Abara", "administrator"));
    expect(now.history[0]?.approvedBy).toHaveLength(2);
    expect(now.pending.find(({ id }) => id === body.id)?.state).toBe("applied");
  });

  it("is not taken away by one person before the start that it waits for (H-13)", async () => {
    const before = site.text();
    const source = site.edited((config) => {
      config.locations[1]!.accessMode = "scheduled";
      config.spine["timings"] = { connectTimeoutMs: 4_000 };
    });
    const agreed = await propose(source);
    expect((await decide(agreed.body.id, "approve", omar)).body.state).toBe("waiting-for-restart");
    const without = before.replace('"error"', '"warn"').replace("# The site", "# Still the site");
    const asked = await run.call<ConsoleCheck>("configuration/check", ruth, { source: without });
    expect(asked.body.needsTwo).toBe(true);
    expect(asked.body.effects.join(" ")).toContain("locations[ward].accessMode");
    const { body } = await propose(without);
    expect(body.state).toBe("waiting");
    expect(site.text()).toBe(source);
    expect((await read()).waitingForRestart).toMatch(/^[0-9a-f]{12}$/);
    expect((await decide(body.id, "approve", omar)).body.state).toBe("applied");
    expect((await read()).waitingForRestart).toBeUndefined();
    expect((await read()).pending.find(({ id }) => id === agreed.body.id)?.state).toBe("outdated");
  });
});

describe("a second person in the console", () => {
  const needsTwo = async (edit: Parameters<ConfiguredSite["edited"]>[0]) => {
    const { body } = await run.call<ConsoleCheck>("configuration/check", ruth, { source: site.edited(edit) });
    return [body.ok, body.needsTwo];
  };

  it("is needed for another store: the audit and the pauses stay behind in the old one (H-04)", async () => {
    expect(await needsTwo((config) => (config.store["file"] = "another.sqlite"))).toEqual([true, true]);
    const { body } = await propose(site.edited((config) => (config.store["file"] = "another.sqlite")));
    expect(body.state).toBe("waiting");
    expect(site.text()).not.toContain("another.sqlite");
  });

  it("is needed for whose launches are believed, and whom they name to the council (H-33)", async () => {
    const jwk = { kty: "OKP", crv: "Ed25519", kid: "of-one", x: Buffer.alloc(32, 7).toString("base64url") };
    const launch = {
      audience: "cpis",
      decryptionKeys: { file: "launch.json" },
      systems: [{ issuer: "https://epr.example", trustedKeys: { keys: [jwk] } }],
    };
    const pair = await generateKeyPair("ECDH-ES+A256KW", { extractable: true });
    const own = { ...(await exportJWK(pair.privateKey)), kid: "ours", use: "enc", alg: "ECDH-ES+A256KW" };
    writeFileSync(join(site.folder, "launch.json"), JSON.stringify({ keys: [own] }));
    const { body } = await run.call<ConsoleCheck>("configuration/check", ruth, {
      source: site.edited((config) => (config.hosted = { ...config.hosted, launch })),
    });
    expect(body.issues).toEqual([]);
    expect(body.differences.filter((each) => each.needsTwo).map(({ path }) => path)).toContain(
      "hosted.launch.systems[0].trustedKeys.keys[0].x",
    );
  });
});

describe("a roll-back", () => {
  it("is a change like any other: shown, asked for, approved by a second person, and in the history (H-13)", async () => {
    const first = (await read()).history[0]!;
    const { body } = await propose();
    await decide(body.id, "approve", omar);
    const detail = await run.call<ConsoleHistoryDetail>(`configuration/history/${first.digest}`, ruth);
    expect(detail.body.fromCurrent.map(({ path, after }) => [path, after])).toEqual([
      ["locations[ward].accessMode", "unscheduled"],
    ]);
    const back = await run.call<ConsoleChange>("configuration/changes", omar, {
      kind: "roll-back",
      digest: first.digest,
      reason: "Too early",
    });
    expect(back.body.state).toBe("waiting");
    expect((await decide(back.body.id, "approve", ruth)).body.state).toBe("applied");
    expect(await modeOf("ward")).toBe("unscheduled");
    expect((await read()).history.map(({ digest }) => digest)).toHaveLength(3);
    const unknown = { kind: "roll-back", digest: "0".repeat(64), reason: "Which?" };
    expect((await run.call("configuration/changes", ruth, unknown)).body.code).toBe("CPIS_CHANGE_NOT_FOUND");
  });
});

describe("what is asked", () => {
  const check = (source: string) => run.call<ConsoleCheck>("configuration/check", ruth, { source });

  it("is answered with numbers of what was done here (H-13)", async () => {
    const { body } = await check(silent());
    expect(body).toMatchObject({ ok: true, needsTwo: true });
    expect(body.effects).toEqual([
      "From approval, councils will not hear of checks made at Children's ward: about 0 a month. No past check changes.",
    ]);
    expect(body.differences[0]).toMatchObject({ takesEffect: "live", needsTwo: true });
    expect(body.differences[0]?.danger).toContain("H-13");
  });

  it("is refused with every fault, and never with a secret", async () => {
    const faulty = await check(site.edited((config) => (config.locations[0]!.accessMode = "sometimes")));
    expect(faulty.body.ok).toBe(false);
    expect(faulty.body.issues.map(({ path }) => path)).toContain("locations[0].accessMode");
    const secret = site.edited(
      (config) => (config.store["sealingKey"] = "cGxhaW4gc2VjcmV0IGluIHRoZSB0ZXh0IQ=="),
    );
    const refused = await propose(secret);
    expect([refused.status, refused.body.code]).toEqual([422, "CPIS_CONFIG_INVALID"]);
    expect(JSON.stringify(refused.body)).not.toContain("cGxhaW4");
  });

  it("is refused where it is a bomb, too large, half-written or of the wrong shape", async () => {
    const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n`;
    expect((await check(bomb)).body.ok).toBe(false);
    expect((await check(site.text().slice(0, 300))).body.ok).toBe(false);
    const large = await check("x".repeat(300_000));
    expect([large.status, large.body.code]).toEqual([400, "CPIS_REQUEST_INVALID"]);
    const huge = await check("x".repeat(2_000_000));
    expect(huge.status).toBe(413);
    for (const body of [{}, { source: 7 }, { source: "a: 1", more: true }, { digest: "zz" }, []]) {
      expect((await run.call("configuration/check", ruth, body)).status).toBe(400);
    }
    const same = await propose(site.text());
    expect([same.status, same.body.code]).toEqual([409, "CPIS_CHANGE_NOT_POSSIBLE"]);
    expect(existsSync(`${site.file}.replaced`)).toBe(false);
  });
});
