import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../../../src/cli/run-cli.js";
import { parseCaseView } from "../../../src/contract/parse-council-case.js";
import { startCouncil, until, officer, type CouncilBench } from "./support.js";

let bench: CouncilBench;
let folder: string;

beforeEach(async () => {
  bench = await startCouncil();
  folder = mkdtempSync(join(tmpdir(), "cpis-upload-"));
});

afterEach(async () => {
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...argv: readonly string[]) {
  const out: string[] = [];
  const token = await bench.mint.token(officer);
  const exitCode = await runCli([...argv, "--gateway", bench.apiUrl], {
    out: (text) => void out.push(text),
    note: (text) => void out.push(text),
    variables: { CPIS_USER_TOKEN: token },
    now: () => Date.now(),
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, text: out.join("\n") };
}

const header = "localId,nhsNumber,familyName,givenNames,birthDate,statusCode,statusFrom,statusUntil";

describe("cpis upload", () => {
  test("takes the good rows, names every fault by row and column, and queues the changes", async () => {
    const file = join(folder, "cases.csv");
    const rows = [
      header,
      "NS-1,9996001008,Arkwright,Tamsin,2017-03-08,V2,2025-03-01,2025-09-01",
      "NS-1,,,,,CPP,2026-01-05,",
      "NS-2,9.99629E+09,Coverdale,Niamh,12/12/2013,CPP,2026-01-05,",
      "NS-3,9996294242,Coverdale,Niamh,2013-12-12,CPP,05/01/2026,",
      "",
    ];
    writeFileSync(file, `\uFEFF${rows.join("\r\n")}`);
    const { exitCode, text } = await run("upload", "--file", file, "--take-good");
    expect(text).toContain("row 4, nhsNumber:");
    expect(text).toContain("row 4, birthDate:");
    expect(text).toContain("row 5, statusFrom:");
    expect(text).toContain("3 cases: 2 not fit to be taken, 3 faults.");
    expect(text).toContain("1 saved, 0 unchanged, 2 NOT taken.");
    expect(text).not.toContain("Coverdale");
    expect(exitCode).toBe(1);
    const view = async () => parseCaseView(await bench.get("/api/v1/cases/NS-1"));
    const seen = await until(view, ({ visibility }) => visibility.kind === "visible");
    expect(seen.plans.map(({ kind }) => kind)).toEqual(["child-protection-plan", "looked-after-child"]);
  });

  test("reads what a spreadsheet saves, and names the row that mixes two encodings", async () => {
    const file = join(folder, "cases.csv");
    const text = [
      header,
      "NS-1,,O’Hara,Róisín,2017-03-08,CPP,2026-01-05,",
      "NS-2,,RÃ³isÃ­n,Ann,2017-03-08,CPP,2026-01-05,",
    ].join("\n");
    writeFileSync(file, iconv.encode(text, "windows-1252"));
    const { text: said } = await run("upload", "--file", file, "--take-good", "--no-send");
    expect(said).toContain("row 3, familyName: mixes two encodings");
    const view = parseCaseView(await bench.get("/api/v1/cases/NS-1"));
    expect(view.child).toMatchObject({ familyName: "O'Hara", givenNames: ["Róisín"] });
  });

  test("lists with --complete the cases that the file does not mention, and leaves them as they are: absence never removes (H-20)", async () => {
    const file = join(folder, "cases.csv");
    const rows = [1, 2, 3].map((index) => `NS-${index},,Fernsby,Milo,2018-02-0${index},CPP,2026-01-05,`);
    writeFileSync(file, [header, ...rows].join("\n"));
    expect((await run("upload", "--file", file, "--no-send")).exitCode).toBe(0);
    writeFileSync(file, [header, ...rows.slice(0, 2)].join("\n"));
    const silent = await run("upload", "--file", file, "--no-send");
    expect(silent.text).not.toContain("NS-3");
    const { text, exitCode } = await run("upload", "--file", file, "--no-send", "--complete");
    expect(text).toContain("not in the file: NS-3");
    expect(text).toContain(
      "holds 1 case that the file does not mention, and keeps it: to end a plan, end its status.",
    );
    expect(text).toContain("0 saved, 2 unchanged, 0 NOT taken.");
    expect(exitCode).toBe(0);
    expect(parseCaseView(await bench.get("/api/v1/cases/NS-3")).statuses).toEqual([
      { code: "CPP", from: "2026-01-05" },
    ]);
  });

  test("is taken up again after the gateway went away: what was saved is unchanged, the rest is saved", async () => {
    const file = join(folder, "cases.csv");
    const rows = Array.from({ length: 1_100 }, (_, index) => `NS-${index},,Fernsby,Milo,2018-02-03,,,`);
    writeFileSync(file, [header, ...rows.slice(0, 600)].join("\n"));
    await run("upload", "--file", file, "--no-send");
    await bench.restart();
    writeFileSync(file, [header, ...rows].join("\n"));
    const { text, exitCode } = await run("upload", "--file", file, "--no-send");
    expect(text).toContain("500 saved, 600 unchanged, 0 NOT taken.");
    expect(exitCode).toBe(0);
  });

  test("checks a file against what only the gateway knows, and saves nothing with --check-only", async () => {
    const file = join(folder, "cases.json");
    const child = {
      nhsNumber: "9996001008",
      familyName: "Arkwright",
      givenNames: ["Tamsin"],
      birthDate: "2017-03-08",
    };
    writeFileSync(file, JSON.stringify([{ localId: "9996001008", child }]));
    const { text, exitCode } = await run("upload", "--file", file, "--check-only");
    expect(text).toContain("row 1, localId: is the NHS number");
    expect(exitCode).toBe(1);
    expect((await bench.call("/api/v1/cases/9996001008")).status).toBe(404);
  });

  test("refuses a file whose columns are not the documented ones, and saves nothing", async () => {
    const file = join(folder, "cases.csv");
    writeFileSync(file, "id,surname\nNS-1,Arkwright\n");
    const { exitCode, text } = await run("upload", "--file", file);
    expect(exitCode).toBe(1);
    expect(text).toContain("column 1 is not one of");
    expect(text).toContain("column localId is missing");
  });
});

describe("cpis mailbox status", () => {
  test("says when the mailbox was read and when the certificate ends", async () => {
    await until(
      async () => (await bench.get("/api/v1/council/health")) as { lastReadAt?: string },
      ({ lastReadAt }) => lastReadAt !== undefined,
    );
    const { text } = await run("mailbox", "status");
    expect(text).toMatch(/Last read: 20\d\d-/);
    expect(text).toMatch(/Certificate ends: 20\d\d-/);
  });
});

describe("cpis mailbox set-aside", () => {
  const unreadable = "<broken";
  const deliver = (): string =>
    bench.simulator.mesh.messages.deliver({
      to: bench.simulator.meshPlan().credentials.mailboxId,
      from: bench.simulator.mesh.cpisMailboxId,
      workflowId: "CPIS_REPORT",
      chunks: [Buffer.from(unreadable)],
    });
  const listed = (id: string) =>
    until(
      () => run("mailbox", "set-aside", "list"),
      ({ text }) => text.includes(id),
    );

  test("lists a message, exports its bytes into a file of its owner's alone, and says that it is dealt with (R-92)", async () => {
    const id = deliver();
    expect((await listed(id)).text).toContain(`Set aside: ${id}, received `);
    const file = join(folder, "message.bin");
    expect((await run("mailbox", "set-aside", "export", id, "--to", file)).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(unreadable);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const note = "CP-IS has sent it again; nothing is missing.";
    expect((await run("mailbox", "set-aside", "deal", id, "--note", note)).exitCode).toBe(0);
    expect((await listed(id)).text).toContain(`Dealt with by Dee Officer, `);
    expect((await run("mailbox", "status")).text).not.toContain(id);
    const acts = (await bench.audit()).filter(({ messageId }) => messageId === id);
    expect(acts.map(({ action }) => action)).toEqual(["message-exported", "message-dealt-with"]);
  });

  test("writes over no file, and leaves none where there is no such message (R-92)", async () => {
    const id = deliver();
    await listed(id);
    const file = join(folder, "other.txt");
    writeFileSync(file, "somebody's", { mode: 0o644 });
    const over = await run("mailbox", "set-aside", "export", id, "--to", file);
    expect(over.exitCode).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("somebody's");
    // Nothing was handed out, and nothing is written down as handed out.
    expect((await bench.audit()).filter(({ action }) => action === "message-exported")).toEqual([]);
    const missing = join(folder, "missing.bin");
    expect((await run("mailbox", "set-aside", "export", "nothing", "--to", missing)).exitCode).toBe(1);
    expect(existsSync(missing)).toBe(false);
    expect((await run("mailbox", "set-aside", "deal", "nothing", "--note", "There is none.")).exitCode).toBe(
      1,
    );
  });
});
