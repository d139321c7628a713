import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { wordingHash } from "../../../src/domain/wording-hash.js";
import { createSqliteAuditTrail } from "../../../src/gateway/audit/sqlite-audit-trail.js";
import { openStore } from "../../../src/gateway/store/open-store.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import { noon } from "../../../src/testing/lookup-store-samples.js";
import { productionConfig, secretsInEnvironment } from "../../support/config.js";
import { bytesOf, entry, unguarded } from "../gateway/audit/support.js";

const child = "9995260182";
const otherChild = "9990000018";

let folder: string;
let config: string;
let store: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-audit-cli-"));
  config = join(folder, "cpis.json");
  store = join(folder, "cpis.sqlite");
  writeFileSync(config, JSON.stringify(productionConfig()));
  const context = openStore({ file: store, sealingKey: secretsInEnvironment.SEALING_KEY }, randomIds);
  await createSqliteAuditTrail(context).append([
    entry(1, { actor: { kind: "person", id: "999900000101", name: '=HYPERLINK("https://x.example")' } }),
    entry(2, { action: "not-checked", reason: "too-many", subject: { nhsNumber: otherChild } }),
    entry(3),
    {
      at: noon + 14_000,
      action: "wiped",
      lookupId: "LOOKUP-3",
      display: { eventId: "E-9", sequence: 2, version: 2, reportedAt: "2026-01-01T12:00:42Z" },
    },
  ]);
  context.database.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function cpis(args: readonly string[], input = "") {
  const out: string[] = [];
  const notes: string[] = [];
  const exitCode = await runCli(["audit", ...args], {
    out: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    variables: secretsInEnvironment,
    now: () => noon + 400 * 86_400_000,
    readInput: () => Promise.resolve(input),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, out, text: out.join("\n"), err: notes.join("\n") };
}

const period = [
  "--from",
  new Date(noon).toISOString().slice(0, 10),
  "--to",
  new Date(noon + 86_400_000).toISOString(),
];

async function rows(): Promise<readonly unknown[]> {
  const { SEALING_KEY: sealingKey } = secretsInEnvironment;
  const context = openStore({ file: store, sealingKey }, randomIds);
  const read = await createSqliteAuditTrail(context).read({});
  context.database.close();
  return read;
}

describe("cpis audit verify", () => {
  it("says that every row is as it was written, by configuration or by the file alone", async () => {
    for (const from of [
      ["--config", config],
      ["--store", store],
    ]) {
      const { exitCode, text } = await cpis(["verify", ...from]);
      expect(exitCode).toBe(0);
      expect(text).toContain("Every row is as it was written.");
    }
  });

  it("names the row that was edited by hand, and ends with 1", async () => {
    const copy = unguarded(bytesOf(store));
    copy.exec("update audit set reason = 'another' where id = 2");
    writeFileSync(join(folder, "edited.sqlite"), copy.serialize());
    const { exitCode, text } = await cpis(["verify", "--store", join(folder, "edited.sqlite")]);
    expect(exitCode).toBe(1);
    expect(text).toContain("FAULT changed: Row 2 is not what was written.");
    expect(text).toContain("NOT as it was written");
  });

  it("finds an end that was cut off by the checkpoints that were kept elsewhere", async () => {
    const kept = join(folder, "kept.json");
    expect(await cpis(["checkpoint", "--config", config, "--file", kept])).toMatchObject({ exitCode: 0 });
    expect((await cpis(["verify", "--config", config, "--checkpoints", kept])).exitCode).toBe(0);
    rmSync(store);
    const { SEALING_KEY: sealingKey } = secretsInEnvironment;
    openStore({ file: store, sealingKey }, randomIds).database.close();
    const { exitCode, text } = await cpis(["verify", "--config", config, "--checkpoints", kept]);
    expect(exitCode).toBe(1);
    expect(text).toContain(
      "FAULT removed: Kept checkpoint 1 proves rows 1 to 4, and the store has no row at all.",
    );
  });

  it("says of an audit without a row that it is empty, held against checkpoints taken then as well", async () => {
    const kept = join(folder, "kept.json");
    rmSync(store);
    const { SEALING_KEY: sealingKey } = secretsInEnvironment;
    const context = openStore({ file: store, sealingKey }, randomIds);
    const arguments_ = ["verify", "--config", config, "--checkpoints", kept];
    expect(await cpis(["checkpoint", "--config", config, "--file", kept])).toMatchObject({ exitCode: 0 });
    const empty = await cpis(arguments_);
    expect(empty.text).toContain("The audit is empty, and nothing is missing.");
    expect(empty.exitCode).toBe(0);
    await createSqliteAuditTrail(context).append([entry(1)]);
    context.database.close();
    // Such a file proves nothing of the rows that came since, and the answer says so.
    const later = await cpis(arguments_);
    expect(later.text).toContain("Held against no checkpoint kept elsewhere");
    expect(later.exitCode).toBe(0);
  });

  it("makes no store where there is none, and wants to know which", async () => {
    rmSync(store);
    expect(await cpis(["verify", "--config", config])).toMatchObject({ exitCode: 1 });
    expect(await cpis(["checkpoint", "--config", config])).toMatchObject({ exitCode: 1 });
    expect(existsSync(store)).toBe(false);
    expect(await cpis(["verify"])).toMatchObject({ exitCode: 2 });
  });
});

describe("cpis audit retain", () => {
  it("removes closed segments that are old enough, and the audit verifies", async () => {
    await cpis(["checkpoint", "--config", config]);
    const { exitCode, text } = await cpis(["retain", "--config", config, "--keep-days", "399"]);
    expect(exitCode).toBe(0);
    expect(text).toContain("4 rows removed");
    expect((await cpis(["verify", "--config", config])).exitCode).toBe(0);
    expect(await cpis(["retain", "--config", config, "--keep-days", "30"])).toMatchObject({ exitCode: 2 });
  });

  it("removes nothing where a row is not as it was written: that would be evidence", async () => {
    await cpis(["checkpoint", "--config", config]);
    const file = new SqliteDatabase(store);
    file.exec("drop trigger audit_is_never_changed; update audit set at = 1 where id = 2");
    file.close();
    const { exitCode, text } = await cpis(["retain", "--config", config, "--keep-days", "399"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("Nothing was removed");
    expect(await rows()).toHaveLength(4);
  });
});

describe("cpis audit export", () => {
  it("writes CSV that no spreadsheet runs, without NHS numbers, and says how long an answer was shown", async () => {
    const { exitCode, out, text } = await cpis(["export", "--config", config, ...period]);
    expect(exitCode).toBe(0);
    const read: Record<string, string>[] = parse(`${out.join("\n")}\n`, {
      columns: true,
      record_delimiter: "\r\n",
    });
    expect(read.map(({ action }) => action)).toEqual(["intent", "not-checked", "displayed", "wiped"]);
    expect(read[0]?.["actorName"]).toBe(`'=HYPERLINK("https://x.example")`);
    expect(read[1]?.["reason"]).toBe("too-many");
    expect(read[3]?.["shownMs"]).toBe("42000");
    for (const subject of [child, otherChild, "ENC-1"]) expect(text).not.toContain(subject);
  });

  it("hands out NHS numbers only with a reason, and every export is in the audit", async () => {
    const withSubjects = ["export", "--config", config, ...period, "--with-subjects"];
    expect(await cpis(withSubjects)).toMatchObject({ exitCode: 2, out: [] });
    const file = join(folder, "rows.csv");
    await cpis([...withSubjects, "--reason", "Request 7 of the data officer", "--file", file]);
    expect(readFileSync(file, "utf8")).toContain(child);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await cpis([...withSubjects, "--reason", "again", "--file", file])).toMatchObject({ exitCode: 2 });
    expect((await rows()).slice(4)).toMatchObject([
      {
        action: "audit-exported",
        actor: { kind: "system", id: expect.stringMatching(/^terminal:/) as unknown },
        details: { format: "csv", withSubjects: true },
        subject: { note: "Request 7 of the data officer" },
      },
    ]);
  });

  it("writes FHIR AuditEvents, line by line or as a Bundle", async () => {
    const { out } = await cpis(["export", "--config", config, ...period, "--format", "fhir-ndjson"]);
    const events = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({
      resourceType: "AuditEvent",
      id: expect.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/) as unknown,
      type: { code: "110112" },
      subtype: [{ code: "intent" }],
      action: "E",
      recorded: new Date(noon + 1000).toISOString(),
      outcome: "0",
      agent: [{ requestor: true, who: { identifier: { value: "999900000101" } } }],
      source: { site: "ZZ9A1" },
      entity: [{ what: { identifier: { value: "MESSAGE-1" } } }],
    });
    expect(events[1]).toMatchObject({ outcome: "4", outcomeDesc: "too-many" });
    const every = ["resourceType", "type", "recorded", "agent", "source"];
    for (const event of events) expect(Object.keys(event)).toEqual(expect.arrayContaining(every));
    const why = ["--with-subjects", "--reason", "x"];
    const bundle = await cpis(["export", "--config", config, ...period, "--format", "fhir-bundle", ...why]);
    expect(JSON.parse(bundle.text)).toMatchObject({
      resourceType: "Bundle",
      type: "collection",
      entry: expect.arrayContaining([
        expect.objectContaining({
          resource: expect.objectContaining({
            entity: expect.arrayContaining([
              expect.objectContaining({
                what: { identifier: { system: "https://fhir.nhs.uk/Id/nhs-number", value: otherChild } },
              }),
            ]) as unknown,
          }) as unknown,
        }),
      ]) as unknown,
    });
  });
});

describe("cpis audit search", () => {
  const search = () => ["search", "--config", config, "--reason", "Call from the council"];

  it("finds every row about one NHS number and none of another, and is itself found", async () => {
    const { exitCode, out } = await cpis(search(), `${child}\n`);
    expect(exitCode).toBe(0);
    const read: Record<string, string>[] = parse(`${out.join("\n")}\n`, {
      columns: true,
      record_delimiter: "\r\n",
    });
    expect(read.map(({ id, action }) => [id, action])).toEqual([
      ["1", "intent"],
      ["3", "displayed"],
      ["5", "audit-searched"],
    ]);
    expect(read[2]?.["note"]).toBe("Call from the council");
  });

  it("takes no number that is none, and repeats it nowhere", async () => {
    const { exitCode, err, text } = await cpis(search(), "9995260183");
    expect(exitCode).toBe(2);
    expect(err + text).not.toContain("9995260183");
    expect(await rows()).toHaveLength(4);
  });
});

describe("cpis report", () => {
  it("counts from the audit and names nobody", async () => {
    const out: string[] = [];
    const exitCode = await runCli(["report", "--config", config, ...period, "--format", "csv"], {
      out: (text) => void out.push(text),
      note: () => undefined,
      variables: secretsInEnvironment,
      now: () => noon,
      readInput: () => Promise.resolve(""),
      untilStopped: () => Promise.resolve(),
    });
    expect(exitCode).toBe(0);
    const day = new Date(noon).toISOString().slice(0, 10);
    expect(out.map((line) => line.trim())).toEqual([
      '"report","locationId","when","what","count"',
      `"setting-by-day","ed","${day}","unscheduled",1`,
      `"checks-by-state","ed","${day}","not checked: too-many",1`,
      `"wording-hash","","","${wordingHash}",1`,
    ]);
  });
});
