import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { startImportGateway, type ImportGateway } from "../../support/import-gateway.js";

let gateway: ImportGateway;
let folder: string;

beforeEach(async () => {
  gateway = await startImportGateway({ keep: true });
  folder = mkdtempSync(join(tmpdir(), "cpis-file-"));
});

afterEach(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly notes: readonly string[];
  readonly faults: readonly string[];
}

async function upload(name: string, content: string | Uint8Array, ...options: string[]): Promise<Run> {
  const file = join(folder, name);
  writeFileSync(file, content);
  return run("--file", file, ...options);
}

async function run(...options: string[]): Promise<Run> {
  const out: string[] = [];
  const notes: string[] = [];
  const exitCode = await runCli(["upload", "--gateway", gateway.url, ...options], {
    out: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    variables: { CPIS_USER_TOKEN: "token" },
    now: () => 0,
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, out, notes, faults: out.filter((line) => line.startsWith("row ")) };
}

const header = "localId,nhsNumber,familyName,givenNames,birthDate,statusCode,statusFrom,statusUntil";
const csv = (...rows: readonly string[]): string => [header, ...rows, ""].join("\r\n");
const good = "NS-1,9996001008,Arkwright,Tamsin,2017-03-08,CPP,2026-01-05,";
const other = "NS-2,9996294242,Coverdale,Niamh,2013-12-12,CPP,2026-01-05,";
const third = "NS-3,,Fernsby,Milo,2018-02-03,CPP,2026-01-05,";

describe("a file of cases", () => {
  test("with a fault is not saved in part by accident: nothing is, until that is asked for", async () => {
    const file = csv(good, "NS-2,,Coverdale,Niamh,12/12/2013,CPP,2026-01-05,");
    const first = await upload("cases.csv", file);
    expect(first.faults).toEqual(["row 3, birthDate: is not a date of the calendar (yyyy-mm-dd)."]);
    expect(first.out).toContain(
      "Nothing was saved. Put the faults right, or save the others with --take-good.",
    );
    expect(first.exitCode).toBe(1);
    expect(gateway.requests).toEqual({ checks: 1, saves: 0, uploads: 0 });
    const second = await upload("cases.csv", file, "--take-good");
    expect(second.out).toContain("1 saved, 0 unchanged, 1 NOT taken.");
    expect(second.exitCode).toBe(1);
    expect([...gateway.saved.keys()]).toEqual(["NS-1"]);
    expect(gateway.requests.uploads).toBe(1);
  });

  test("without a fault is saved whole and queued, with exit code 0; --check-only saves nothing", async () => {
    expect((await upload("cases.csv", csv(good, other), "--check-only")).exitCode).toBe(0);
    expect(gateway.saved.size).toBe(0);
    const { exitCode, out } = await upload("cases.csv", csv(good, other));
    expect(out).toContain("2 saved, 0 unchanged, 0 NOT taken.");
    expect(exitCode).toBe(0);
    expect(gateway.requests.uploads).toBe(1);
    expect((await upload("cases.csv", csv(good, other), "--no-send")).exitCode).toBe(0);
    expect(gateway.requests.uploads).toBe(1);
  });

  test("that names one local id twice, far apart, is told with both rows, and neither overwrites the other (H-20)", async () => {
    const between = Array.from({ length: 1_200 }, (_, index) => `X-${index},,Fernsby,Milo,2018-02-03,,,`);
    const again = "NS-1,9996001008,Arkwright,Tamsin,2017-03-08,C1,2020-01-05,";
    const { faults, exitCode } = await upload("cases.csv", csv(good, ...between, again), "--take-good");
    expect(faults).toEqual([
      "row 1203, localId: stands in row 2 too; rows of one case must follow each other, and none is taken.",
    ]);
    expect(exitCode).toBe(1);
    expect(gateway.saved.has("NS-1")).toBe(false);
    expect(gateway.saved.size).toBe(1_200);
  });

  test("that gives one NHS number to two children is told with both rows, and neither is taken (H-22)", async () => {
    const twin = "NS-9,999 600 1008,Arkwright,Toby,2017-03-08,CPP,2026-01-05,";
    const { faults } = await upload("cases.csv", csv(good, other, twin), "--take-good");
    expect(faults).toEqual([
      "row 4, nhsNumber: stands in row 2 too, under another local id; neither case is taken.",
    ]);
    expect([...gateway.saved.keys()]).toEqual(["NS-2"]);
  });

  test("lets twins who are not yet born share their mother, who may have a case of her own", async () => {
    const head =
      "localId,nhsNumber,familyName,givenNames,birthDate,motherNhsNumber,motherFamilyName,motherGivenNames,motherBirthDate,dueDate,statusCode,statusFrom";
    const mother = "9996001008,Arkwright,Tamsin,2008-03-08";
    const rows = [
      head,
      `U-1,,,,,${mother},2027-02-01,CPP,2026-10-05`,
      `U-2,,,,,${mother},2027-02-01,CPP,2026-10-05`,
      `M-1,${mother},,,,,,CPP,2020-10-05`,
    ];
    expect((await upload("cases.csv", rows.join("\n"))).exitCode).toBe(0);
    expect(gateway.saved.size).toBe(3);
  });

  test("takes no case in part: where one of its rows is faulty, the others are not saved either (H-23)", async () => {
    const rows = [
      "NS-1,9996001008,Arkwright,Tamsin,2017-03-08,C1,2020-01-05,2021-01-05",
      "NS-1,,,,,CPP,05/01/2026,",
      "NS-2,9996294242,Coverdale,Niamh,2013-12-12,C1,2020-01-05,,surplus",
      "NS-2,,,,,CPP,2026-01-05,",
      "NS-3,,Fernsby,Milo,2018-02-03,C1,2020-01-05,",
      "NS-3,,,,,,,",
      "NS-4,,Ashdown,Edie,2018-02-03,C1,2020-01-05,",
      "NS-4,,Ashworth,,,CPP,2026-01-05,",
    ];
    const { faults, exitCode } = await upload("cases.csv", csv(...rows), "--take-good");
    expect(faults).toEqual([
      "row 4, the row: has more cells than there are columns.",
      "row 9, familyName: differs from row 8 of the same case.",
      "row 3, statusFrom: is not a date of the calendar (yyyy-mm-dd).",
      "row 7, statusCode: is missing.",
      "row 7, statusFrom: is missing.",
    ]);
    expect(exitCode).toBe(1);
    expect(gateway.saved.size).toBe(0);
  });

  test("says what a spreadsheet has spoilt: rounded numbers, turned dates, its own errors", async () => {
    const { faults } = await upload(
      "cases.csv",
      csv(
        "NS-1,9.996E+09,Arkwright,Tamsin,42802,CPP,5-Jan-26,",
        "1.2E+15,,#N/A,Niamh,########,CPP,2026-01-05,",
        "NS-3,099960010,Fernsby,Milo,2018-02-30,CPP,2026-01-05,",
      ),
    );
    expect(faults).toEqual([
      "row 2, nhsNumber: was rounded by a spreadsheet, its digits are lost: format the column as text.",
      "row 3, localId: was rounded by a spreadsheet, its digits are lost: format the column as text.",
      "row 3, familyName: is a spreadsheet's error, not a value.",
      "row 3, birthDate: is a spreadsheet's error, not a value.",
      "row 2, birthDate: is not a date of the calendar (yyyy-mm-dd).",
      "row 2, statusFrom: is not a date of the calendar (yyyy-mm-dd).",
      "row 4, nhsNumber: is not ten digits with the right check digit.",
      "row 4, birthDate: is not a date of the calendar (yyyy-mm-dd).",
    ]);
  });

  test.each<[string, (text: string) => Buffer]>([
    ["UTF-8", (text) => Buffer.from(text)],
    ["UTF-8 with a mark", (text) => Buffer.from(`\uFEFF${text}`)],
    ["UTF-16, little end first, with a mark", (text) => iconv.encode(`\uFEFF${text}`, "utf-16le")],
    ["UTF-16, little end first", (text) => iconv.encode(text, "utf-16le")],
    ["UTF-16, big end first", (text) => iconv.encode(text, "utf-16be")],
    ["Windows-1252", (text) => iconv.encode(text, "windows-1252")],
  ])("is understood in %s", async (_name, encode) => {
    const row = "NS-1,,Ó Briain,Zoë Søren,2017-03-08,CPP,2026-01-05,";
    expect((await upload("cases.csv", encode(csv(row)))).faults).toEqual([]);
    const { subject } = gateway.records.get("NS-1") ?? {};
    expect(subject).toMatchObject({ child: { familyName: "Ó Briain", givenNames: ["Zoë", "Søren"] } });
  });

  test("that mixes encodings is told by row and column, and its clean rows can be taken", async () => {
    const narrow = iconv.encode(csv(good, "NS-2,,Ó Briain,Niamh,2013-12-12,CPP,2026-01-05,"), "windows-1252");
    const wide = Buffer.from("NS-3,,Éilís,Zoë,2018-02-03,CPP,2026-01-05,\r\n");
    const mixed = await upload("cases.csv", Buffer.concat([narrow, wide]), "--take-good");
    expect(mixed.faults).toEqual([
      "row 4, familyName: mixes two encodings: save the file as UTF-8.",
      "row 4, givenNames: mixes two encodings: save the file as UTF-8.",
    ]);
    expect([...gateway.saved.keys()]).toEqual(["NS-1", "NS-2"]);
    const doubled = await upload("twice.csv", csv("NS-4,,Fernsby,ZoÃ«,2018-02-03,CPP,2026-01-05,"));
    expect(doubled.faults).toEqual(["row 2, givenNames: mixes two encodings: save the file as UTF-8."]);
  });

  test.each<[string, string, string]>([
    ["wrong columns", "id,surname\nNS-1,Arkwright\n", "column 1 is not one of"],
    ["a column twice", `${header},localId\n`, "column 9 repeats the column localId"],
    ["semicolons", `${header.replaceAll(",", ";")}\n`, "does not separate its columns by commas"],
    ["nothing at all", "", "column localId is missing"],
  ])("with %s is refused before anything is asked", async (_name, content, words) => {
    const { exitCode, notes } = await upload("cases.csv", content, "--take-good");
    expect(exitCode).toBe(1);
    expect(notes.join("\n")).toContain(words);
    expect(gateway.requests.checks).toBe(0);
  });

  test("with an open quotation mark names the row where rows run together, and drops none in silence", async () => {
    const torn = '"NS-5,,Ashdown,Edie,2018-02-03,CPP,2026-01-05,';
    const open = await upload("cases.csv", csv(good, torn, other, third), "--take-good");
    expect(open.faults).toHaveLength(1);
    expect(open.faults[0]).toMatch(/^row 3, the row: cannot be read as CSV: .*nothing from here on was read/);
    expect([...gateway.saved.keys()]).toEqual(["NS-1"]);
    const closedLater = await upload(
      "cases.csv",
      csv(
        good,
        'NS-5,,"Ashdown,Edie,2018-02-03,CPP,2026-01-05,',
        'NS-6,,Ashdown",Edie,2018-02-03,CPP,2026-01-05,',
      ),
    );
    expect(closedLater.faults.join("\n")).toContain("row 3, familyName: holds a line break");
  });

  test("tolerates what a spreadsheet adds at the edges: empty columns, empty rows, short rows", async () => {
    const { exitCode } = await upload(
      "cases.csv",
      `${header},,\n${good},,\n,,,,,,,,\n\n${other.slice(0, -1)}`,
    );
    expect(exitCode).toBe(0);
    expect(gateway.saved.size).toBe(2);
  });

  test("never has its content repeated: neither names nor numbers leave the file for the screen", async () => {
    const { out, notes } = await upload(
      "cases.json",
      JSON.stringify([{ localId: "NS-1", child: { familyName: "Arkwright99", nhsNumber: "9996001009" } }]),
    );
    expect([...out, ...notes].join("\n")).not.toMatch(/Arkwright|9996001009/);
  });
});

describe("a JSON file of cases", () => {
  const child = { familyName: "Arkwright", givenNames: ["Tamsin"], birthDate: "2017-03-08" };
  const statuses = [{ code: "CPP", from: "2026-01-05" }];

  test.each(["cases.json", "cases.ndjson", "cases.jsonl"])("%s is taken", async (name) => {
    const cases = ["NS-1", "NS-2"].map((localId) => ({ localId, child, statuses }));
    const text = name.endsWith(".json")
      ? JSON.stringify(cases, null, 2)
      : cases.map((one) => JSON.stringify(one)).join("\n");
    expect((await upload(name, `\uFEFF${text}`)).exitCode).toBe(0);
    expect([...gateway.saved.keys()]).toEqual(["NS-1", "NS-2"]);
  });

  test("has each fault named by case and place; broken, repeated and misspelt cases are not taken", async () => {
    const text = `[
      ${JSON.stringify({ localId: "NS-1", child, statuses })},
      {"localId": "NS-2", },
      ${JSON.stringify({ localId: "NS-3", child, statuses, color: "red" })},
      ${JSON.stringify({ localId: "NS-1", child, statuses: [{ code: "CPP", from: "5/1/26" }] })},
      ${JSON.stringify({ localId: "NS-5", child, statuses })}
    ]`;
    const { faults } = await upload("cases.json", text, "--take-good");
    expect(faults).toEqual([
      "row 2, the row: is not JSON.",
      "row 3, the row: has a field that is not documented.",
      "row 4, localId: stands in row 1 too; rows of one case must follow each other, and none is taken.",
      "row 4, statuses[0].from: is not a date of the calendar (yyyy-mm-dd).",
    ]);
    expect([...gateway.saved.keys()]).toEqual(["NS-5"]);
  });

  test("that breaks off is told at the place; nothing of the rest is guessed", async () => {
    const text = JSON.stringify([
      { localId: "NS-1", child, statuses },
      { localId: "NS-2", child },
    ]);
    const { faults, exitCode } = await upload("cases.json", text.slice(0, -30));
    expect(faults).toEqual(["row 2, the row: is the last that could be read: the list is not closed."]);
    expect(exitCode).toBe(1);
    expect(gateway.saved.size).toBe(0);
  });
});

describe("an import that is interrupted", () => {
  test("waits for a gateway that comes back, and saves no case twice under one answer", async () => {
    gateway.dropNextSaves(2);
    const { exitCode } = await upload("cases.csv", csv(good, other));
    expect(exitCode).toBe(0);
    expect([...gateway.saved]).toEqual([
      ["NS-1", 1],
      ["NS-2", 1],
    ]);
  });

  test("says that it broke off, queues nothing, and is whole after the same command was given again", async () => {
    const rows = Array.from({ length: 1_100 }, (_, index) => `X-${index},,Fernsby,Milo,2018-02-03,,,`);
    gateway.refuseSavesAfter(1);
    const broken = await upload("cases.csv", csv(...rows));
    expect(broken.exitCode).toBe(1);
    expect(broken.notes.join("\n")).toContain("The saving broke off");
    expect(broken.notes.join("\n")).toContain("CPIS_TOKEN_REJECTED");
    expect(gateway.saved.size).toBe(500);
    expect(gateway.requests.uploads).toBe(0);
    gateway.refuseSavesAfter(Infinity);
    expect((await upload("cases.csv", csv(...rows))).exitCode).toBe(0);
    expect(gateway.saved.size).toBe(1_100);
    expect(gateway.requests.uploads).toBe(1);
  });

  test("is refused without a token, with exit code 2", async () => {
    expect(
      await runCli(["upload", "--gateway", gateway.url, "--file", "cases.csv"], {
        out: () => undefined,
        note: () => undefined,
        variables: {},
        now: () => 0,
        readInput: () => Promise.resolve(""),
        untilStopped: () => Promise.resolve(),
      }),
    ).toBe(2);
  });

  test("of a file that is not there ends with exit code 1 and names the file", async () => {
    const { exitCode, notes } = await run("--file", join(folder, "gone.csv"));
    expect(exitCode).toBe(1);
    expect(notes.join("\n")).toContain("gone.csv cannot be read");
  });
});
