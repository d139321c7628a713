import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  addSignature,
  parseApproval,
  publicKeyText,
  validApprovers,
  type Approval,
} from "../../../src/config/approval.js";
import { settingsDigest } from "../../../src/config/effective-settings.js";
import { parseConfig } from "../../../src/config/parse-config.js";
import { diffSettings } from "../../../src/config/plan-diff.js";
import { judgeChange } from "../../../src/gateway/configuration/judge-change.js";
import { locationPapers, productionConfig, secretsInEnvironment } from "../../support/config.js";

const ed = { id: "ed", name: "Emergency department", accessMode: "unscheduled", ...locationPapers };
const ward = { id: "ward", name: "Ward", accessMode: "unscheduled", ...locationPapers };
const keys = { ruth: keyOf(), omar: keyOf(), eve: keyOf() };
const administrators = (["ruth", "omar"] as const).map((id) => ({
  id,
  name: id,
  publicKey: publicKeyText(keys[id]),
}));

function keyOf(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

function configuration(change: Record<string, unknown> = {}) {
  const settings = { ...productionConfig(), administrators, ...change };
  const reading = parseConfig(settings, secretsInEnvironment, () => "");
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return { digest: settingsDigest(reading.effective), settings: reading.effective };
}

type Configuration = ReturnType<typeof configuration>;

function signed(
  before: Configuration,
  after: Configuration,
  ...who: (keyof typeof keys)[]
): Approval | undefined {
  return who.reduce<Approval | undefined>(
    (approval, administrator) =>
      addSignature(
        approval,
        { from: before.digest, to: after.digest },
        { administrator, key: keys[administrator], signedAt: "2026-11-21T09:00:00Z" },
      ),
    undefined,
  );
}

function verdict(before: Configuration, after: Configuration, approval?: Approval) {
  return judgeChange(before, { ...after, ...(approval === undefined ? {} : { approval }) });
}

const before = configuration({ locations: [ed, ward] });
const nestedSpine = { ...(productionConfig()["spine"] as object), silentReadForm: "nested" };
const after = configuration({
  locations: [ed, { ...ward, accessMode: "scheduled" }],
  logLevel: "warn",
  spine: nestedSpine,
});

describe("the difference between two configurations", () => {
  it("names each setting with what it was and is, and marks those that need two people (H-13)", () => {
    expect(diffSettings(before.settings, after.settings)).toEqual([
      {
        path: "locations[ward].accessMode",
        before: "unscheduled",
        after: "scheduled",
        needsTwo: true,
        takesEffect: "live",
      },
      { path: "logLevel", before: "info", after: "warn", needsTwo: false, takesEffect: "live" },
      { path: "spine.silentReadForm", after: "nested", needsTwo: true, takesEffect: "live" },
    ]);
  });

  it("says of each change whether a running gateway takes it up, and of a group that comes that it does not", () => {
    const hosted = configuration({ hosted: { hostOrigins: ["https://epr.example.test"] } });
    const moved = configuration({ hosted: { hostOrigins: ["https://other.example.test"] } });
    const effects = (one: Configuration, other: Configuration) =>
      diffSettings(one.settings, other.settings).map(({ path, takesEffect }) => [path, takesEffect]);
    expect(effects(hosted, moved)).toEqual([["hosted.hostOrigins", "live"]]);
    const comes = effects(configuration(), hosted);
    expect(comes.length).toBeGreaterThan(1);
    expect(comes.every(([, takesEffect]) => takesEffect === "restart")).toBe(true);
    expect(effects(configuration(), configuration({ http: { port: 8470 } }))).toEqual([
      ["http.port", "restart"],
    ]);
  });

  it("is none where locations only change their places", () => {
    expect(diffSettings(before.settings, configuration({ locations: [ward, ed] }).settings)).toEqual([]);
  });

  it("marks a location that comes: its access mode is a decision too (H-13, H-14)", () => {
    const changes = diffSettings(configuration({ locations: [ed] }).settings, before.settings);
    expect(changes.filter(({ needsTwo }) => needsTwo).map(({ path }) => path)).toEqual([
      "locations[ward].accessMode",
    ]);
  });

  it("marks every setting inside a marked group, and every new administrator", () => {
    const more = [...administrators, { id: "eve", name: "eve", publicKey: publicKeyText(keys.eve) }];
    const changed = configuration({ administrators: more, locations: [ed, ward] });
    expect(diffSettings(before.settings, changed.settings).every(({ needsTwo }) => needsTwo)).toBe(true);
  });
});

describe("a dangerous change (H-13, H-14, H-04)", () => {
  it("does not take effect without two signatures, and says how many there are (H-13)", () => {
    const none = verdict(before, after);
    expect(none.ok ? [] : none.issues.map(({ path }) => path)).toEqual([
      "locations[ward].accessMode",
      "spine.silentReadForm",
    ]);
    const one = verdict(before, after, signed(before, after, "ruth"));
    expect(one.ok ? "" : one.issues[0]?.message).toContain("1 of 2 administrators");
  });

  it("takes effect with the signatures of two administrators (H-13)", () => {
    expect(verdict(before, after, signed(before, after, "ruth", "omar"))).toEqual({
      ok: true,
      dangerousChanges: 2,
      approvedBy: ["omar", "ruth"],
    });
  });

  it("is not approved by one person who signs twice", () => {
    const twice = signed(before, after, "ruth");
    const doubled = { ...twice!, signatures: [...twice!.signatures, ...twice!.signatures] };
    expect(verdict(before, after, doubled).ok).toBe(false);
  });

  it("is not approved by somebody whom only the new configuration names", () => {
    const eve = { id: "eve", name: "eve", publicKey: publicKeyText(keys.eve) };
    const usurped = configuration({ locations: [ed, ward], administrators: [administrators[0], eve] });
    expect(verdict(before, usurped, signed(before, usurped, "ruth", "eve")).ok).toBe(false);
  });

  it("is not approved by signatures under another change, nor by bent ones", () => {
    const other = configuration({
      locations: [{ ...ed, accessMode: "scheduled" }, ward],
      spine: nestedSpine,
    });
    const approval = signed(before, other, "ruth", "omar")!;
    expect(verdict(before, after, approval).ok).toBe(false);
    expect(verdict(before, after, { ...approval, to: after.digest }).ok).toBe(false);
    const good = signed(before, after, "ruth", "omar")!;
    const later = good.signatures.map((each) => ({ ...each, signedAt: "2026-11-22T09:00:00Z" }));
    expect(
      validApprovers(
        { ...good, signatures: later },
        { from: before.digest, to: after.digest },
        before.settings,
      ),
    ).toEqual([]);
  });

  it("needs nobody where nothing dangerous changes, nor inside the simulator", () => {
    const quiet = configuration({ locations: [ed, ward], logLevel: "warn" });
    expect(verdict(before, quiet)).toMatchObject({ ok: true, dangerousChanges: 0 });
    const simulated = (mode: string) => ({
      digest: mode,
      settings: { environment: "simulator", locations: [{ id: "ed", accessMode: mode }] },
    });
    expect(judgeChange(simulated("unscheduled"), simulated("scheduled")).ok).toBe(true);
  });

  it("needs two people inside the simulator too where two are named, so that it can be rehearsed", () => {
    const rehearsed = (accessMode: string) => {
      const locations = [{ id: "ed", name: "Emergency department", accessMode }];
      return { digest: accessMode, settings: { environment: "simulator", administrators, locations } };
    };
    const refused = judgeChange(rehearsed("unscheduled"), rehearsed("scheduled"));
    expect(refused.ok ? [] : refused.issues.map(({ path }) => path)).toEqual(["locations[ed].accessMode"]);
  });

  it("needs two people on the way from the simulator to live (H-32)", () => {
    const simulated = { digest: "0", settings: { ...before.settings, environment: "simulator" } };
    const refused = judgeChange(simulated, before);
    expect(refused.ok ? [] : refused.issues.map(({ path }) => path)).toEqual(["environment"]);
  });

  it("is refused where there are no two administrators yet; their first list is not", () => {
    const bare = configuration({ locations: [ed, ward], administrators: undefined });
    const refused = verdict(bare, configuration({ locations: [ed, ward], spine: nestedSpine }));
    expect(refused.ok ? [] : refused.issues.map(({ path }) => path)).toEqual(["spine.silentReadForm"]);
    expect(refused.ok ? "" : refused.issues[0]?.message).toContain("no two administrators yet");
    expect(verdict(bare, before).ok).toBe(true);
  });
});

it("what is no approval is not read as one", () => {
  for (const text of [
    "",
    "{}",
    "[]",
    '{"version":1}',
    JSON.stringify({ ...signed(before, after, "ruth"), more: 1 }),
  ]) {
    expect(parseApproval(text)).toBeUndefined();
  }
  expect(parseApproval(JSON.stringify(signed(before, after, "ruth")))).toBeDefined();
});
