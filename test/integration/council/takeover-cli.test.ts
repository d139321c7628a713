import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildUpload, type Upload } from "../../../src/codec/hl7v3/upload.js";
import { buildUploadAcknowledgement } from "../../../src/codec/hl7v3/upload-acknowledgement.js";
import { toSender, toUploadRecord } from "../../../src/codec/to-upload-record.js";
import { runCli } from "../../../src/cli/run-cli.js";
import { parseUploadList } from "../../../src/contract/parse-council.js";
import { parseTakeoverDifference, parseTakeoverView } from "../../../src/contract/parse-takeover.js";
import { parseNhsNumber, type NhsNumber } from "../../../src/domain/nhs-number.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import { never } from "../../../src/testing/mailbox-under-test.js";
import { syntheticCouncilPerson, type CouncilStory } from "../../../src/testing/synthetic-council-people.js";
import { createTestClock, hastyTimers, randomIds } from "../../support/mesh.js";
import { caseOf, officer, startCouncil, until, type CouncilBench } from "./support.js";

let bench: CouncilBench;
let folder: string;

beforeEach(async () => {
  bench = await startCouncil({ takesOver: true });
  folder = mkdtempSync(join(tmpdir(), "cpis-takeover-"));
});

afterEach(async () => {
  await bench.stop();
  rmSync(folder, { recursive: true, force: true });
});

const kit = { ...officer, sub: "officer-2", sdsUserId: "999900000303", givenName: "Kit" } as const;

async function run(argv: readonly string[], who: typeof officer | typeof kit = officer) {
  const out: string[] = [];
  const notes: string[] = [];
  const token = await bench.mint.token(who);
  const exitCode = await runCli(["council", "takeover", ...argv, "--gateway", bench.apiUrl], {
    out: (text) => void out.push(text),
    note: (text) => void notes.push(text),
    variables: { CPIS_USER_TOKEN: token },
    now: () => Date.now(),
    readInput: () => Promise.resolve(""),
    untilStopped: () => Promise.resolve(),
  });
  return { exitCode, text: out.join("\n"), notes: notes.join("\n") };
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const person = (story: CouncilStory) => syntheticCouncilPerson(story, Date.now());
const save = (id: string, body: unknown) => bench.call(`/api/v1/cases/${id}`, { method: "PUT", body });
const uploads = async () => parseUploadList(await bench.get("/api/v1/council/uploads"));
const header = "nhsNumber,localId,familyName,givenName,birthDate,planKind,planStart,planEnd";

function row(story: CouncilStory, localId = "", plan = "CPP,2026-01-05,"): string {
  const { nhsNumber, familyName, givenName, birthDate } = person(story);
  return [nhsNumber, localId, familyName, givenName, birthDate, plan].join(",");
}

function number(text: string): NhsNumber {
  const reading = parseNhsNumber(text);
  if (!reading.ok) throw new Error("not an NHS number");
  return reading.nhsNumber;
}

/** The previous system's full upload, on the real format. */
function previousUpload(sequenceNumber: number, stories: readonly CouncilStory[]): Upload {
  const authority = bench.plan.council?.authority;
  if (authority === undefined) throw new Error("no council");
  return {
    kind: "upload",
    creationTime: "20261118060000+0000",
    sequenceNumber,
    sender: toSender(authority),
    records: stories.map((story) => {
      const { nhsNumber, familyName, givenName, birthDate } = person(story);
      return toUploadRecord(
        [
          {
            kind: "child",
            nhsNumber: number(nhsNumber),
            localId: `OLD-${story}`,
            birthDate,
            given: givenName,
            family: familyName,
          },
        ],
        [{ kind: "child-protection-plan", start: "2026-01-05" }],
        authority,
      );
    }),
  };
}

describe("cpis council takeover", () => {
  test("prints a dry run in words that name nobody, and keeps nothing", async () => {
    await save(
      "NS-1",
      caseOf("matches", { statuses: [{ code: "CPP", from: "2026-01-05", until: "2026-09-30" }] }),
    );
    await save("NS-2", caseOf("number-will-close"));
    const file = write(
      "previous.csv",
      [header, row("matches", "OLD-1"), row("name-differs"), ""].join("\r\n"),
    );
    const dry = await run(["--first-sequence", "412", "--previous", file, "--dry-run"]);
    expect(dry.exitCode).toBe(1);
    expect(dry.text).toContain("First file: 412");
    expect(dry.text).toMatch(
      /TO DECIDE.*\(1\)\n {2}[0-9a-f]{16} {2}AC, born 2016: CPP from 2026-01-05; not in your cases/,
    );
    expect(dry.text).toMatch(/TO END.*\(1\)\n {2}[0-9a-f]{16} {2}NS-1: CPP from 2026-01-05; end 2026-09-30/);
    expect(dry.text).toMatch(/TO ADD.*\(1\)\n {2}[0-9a-f]{16} {2}NS-2/);
    expect(dry.text).not.toContain("Attwood");
    expect(dry.text).not.toContain(person("matches").nhsNumber);
    expect(dry.notes).toContain("nothing was kept");
    const json = await run(["--first-sequence", "412", "--previous", file, "--dry-run", "--json"]);
    expect(parseTakeoverDifference(JSON.parse(json.text)).counts).toMatchObject({
      add: 1,
      end: 1,
      undecided: 1,
    });
    const status = await run(["status"]);
    expect(status.text).toContain("No take-over is proposed.");
    expect(status.exitCode).toBe(1);
  });

  test("goes from the proposal over the decisions and the second person to the first file (H-20)", async () => {
    await save("NS-1", caseOf("matches"));
    const file = write("previous.csv", [header, row("name-differs", "OLD-9")].join("\n"));
    const proposed = await run(["--first-sequence", "412", "--previous", file]);
    expect(proposed.exitCode).toBe(1);
    const planId = /([0-9a-f]{16}) {2}OLD-9/.exec(proposed.text)?.[1] ?? "";
    const decisions = write(
      "decisions.csv",
      `planId,decision,end,reason\n${planId},keep,,Comes with the second import.\n`,
    );
    const decided = await run(["decide", "--file", decisions]);
    expect(decided.text).toContain("KEPT");
    expect(decided.exitCode).toBe(0);
    const own = await run(["approve", "--revision", "2"]);
    expect(own.exitCode).toBe(1);
    expect(own.notes).toContain("CPIS_TAKEOVER_SECOND_PERSON");
    expect(bench.simulator.council.uploads).toHaveLength(0);
    const approved = await run(["approve", "--revision", "2"], kit);
    expect(approved.exitCode).toBe(0);
    await until(uploads, ({ uploads: all }) => all[0]?.state === "answered");
    expect((await run(["status"])).text).toContain("Approved by Kit Officer");
    expect(bench.simulator.council.uploads[0]?.sequenceNumber).toBe(412);
    const late = await run(["withdraw", "--reason", "We have changed our minds."]);
    expect(late.notes).toContain("CPIS_TAKEOVER_NOT_POSSIBLE");
  });

  test("decides one plan from its options, renews, withdraws and releases", async () => {
    const file = write("previous.csv", [header, row("name-differs", "OLD-9")].join("\n"));
    const proposed = await run(["--first-sequence", "412", "--previous", file]);
    const planId = /([0-9a-f]{16}) {2}OLD-9/.exec(proposed.text)?.[1] ?? "";
    const early = await run(["decide", "--plan", planId, "--end", "2026-01-01"]);
    expect(early.notes).toContain("is before the plan's start");
    expect((await run(["decide", "--plan", planId, "--end", "2026-08-31"])).text).toContain("TO END");
    expect((await run(["decide", "--plan", planId])).exitCode).toBe(2);
    expect((await run(["renew"], kit)).text).toContain("Proposed by Kit Officer");
    expect((await run(["withdraw", "--reason", "The old system stays."])).text).toContain(
      "Withdrawn by Dee Officer",
    );
    const same = await run(["release", "--reason", "There is no other system."]);
    expect(same.notes).toContain("CPIS_TAKEOVER_SECOND_PERSON");
    expect((await run(["release", "--reason", "There is no other system."], kit)).exitCode).toBe(0);
  });

  test("names every fault of the file by row and column, and proposes nothing", async () => {
    const lines = [
      header,
      row("matches", "OLD-1"),
      row("matches", "OLD-1", "CPP,05/01/2026,"),
      "9.99629E+09,,Coverdale,Niamh,2013-12-12,CPP,2026-01-05,2025-01-05",
      "9996294242,,Coverdale,,2013-12-12,CIN,2026-01-05,",
    ];
    const file = write("previous.csv", `\uFEFF${lines.join("\n")}`);
    const { exitCode, text } = await run(["--first-sequence", "412", "--previous", file]);
    expect(exitCode).toBe(1);
    expect(text).toContain("row 3, planStart:");
    expect(text).toContain("row 4, nhsNumber:");
    expect(text).toContain("row 4, planEnd:");
    expect(text).toContain("row 5, planKind:");
    expect(text).toContain("Nothing was proposed.");
    expect(text).not.toContain("Coverdale");
    expect((await run(["status"])).text).toContain("No take-over is proposed.");
    const columns = write("columns.csv", "id,surname\n1,Arkwright\n");
    const refused = await run(["--first-sequence", "412", "--previous", columns]);
    expect(refused.exitCode).toBe(1);
    expect(refused.notes).toContain("column nhsNumber is missing");
  });

  test("reads JSON, and the previous system's own upload with the answer to it", async () => {
    await save("NS-1", caseOf("matches"));
    const { nhsNumber, familyName, givenName, birthDate } = person("matches");
    const child = {
      nhsNumber,
      people: [{ kind: "child", familyName, givenName, birthDate }],
      plans: [{ kind: "child-protection-plan", start: "2026-01-05" }],
    };
    const json = write("previous.json", JSON.stringify([child]));
    const first = await run(["--first-sequence", "412", "--previous", json, "--dry-run"]);
    expect(first.text).toContain("The same on both sides: 1.");
    expect(first.exitCode).toBe(0);

    const upload = previousUpload(411, ["matches", "name-differs"]);
    const xml = write("full.xml", buildUpload(upload));
    const [accepted, refused] = upload.records;
    const answer = buildUploadAcknowledgement({
      kind: "upload-acknowledgement",
      creationTime: "20261118060500+0000",
      sequenceNumber: 411,
      processed: 2,
      fileCodes: [{ code: "CPF03", displayName: "Partial File Upload" }],
      recordDetails: [
        { code: { code: "CPR06", translations: [] }, location: "/FileResponse/message[1]" },
        { code: { code: "CPR03", translations: [] }, location: "/FileResponse/message[2]" },
      ],
      receiver: upload.sender,
      failed: 1,
      records: [
        { valid: true, subjects: accepted?.subjects ?? [] },
        { valid: false, plans: refused?.plans ?? [], subjects: refused?.subjects ?? [] },
      ],
      succeeded: 1,
    });
    const acknowledgement = write("answer.xml", answer);
    const withAnswer = [
      "--first-sequence",
      "412",
      "--previous",
      xml,
      "--answer",
      acknowledgement,
      "--dry-run",
    ];
    const both = await run(withAnswer);
    expect(both.notes).toContain("1 children were not accepted by CP-IS the last time");
    expect(both.text).toContain("the previous system's last was 411");
    expect(both.text).toContain("OLD-name-differs: CPP from 2026-01-05; not in your cases");
    const low = await run(["--first-sequence", "411", "--previous", xml, "--dry-run"]);
    expect(low.exitCode).toBe(1);
    expect(low.notes).toContain("a number is never used again");
    const wrong = await run(["--first-sequence", "412", "--previous", acknowledgement, "--dry-run"]);
    expect(wrong.notes).toContain("is not an upload of a council");
    expect((await run(["--first-sequence", "412", "--previous", "previous.pdf"])).exitCode).toBe(2);
    expect((await run(["--previous", xml])).exitCode).toBe(2);
  });
});

describe("a first number that the previous system has used", () => {
  test("is never answered by CP-IS: nothing becomes visible, and the silence is an alarm (H-20, H-21)", async () => {
    await bench.stop();
    const limits = {
      changesAt: ["06:00"],
      fullOn: [7],
      fullAt: "05:00",
      answerLimitMs: 400,
      afterChangeMs: 1,
    };
    bench = await startCouncil({ takesOver: true, uploads: limits });
    const meshPlan = bench.simulator.meshPlan();
    const clock = createTestClock();
    const previous = new HttpsMailbox(meshPlan, {
      clock,
      ids: randomIds,
      timers: hastyTimers,
      version: "0.0.0",
    });
    const body = new TextEncoder().encode(buildUpload(previousUpload(411, ["matches"])));
    const council = bench.plan.council;
    const head = {
      to: council?.cpisMailboxId ?? "",
      workflowId: council?.uploadWorkflowId ?? "",
      localId: "previous-411",
      contentType: "application/xml",
    };
    async function* read(start: number, end: number) {
      await Promise.resolve();
      yield body.subarray(start, end);
    }
    await previous.send(
      { head, content: { byteLength: body.byteLength, read } },
      () => Promise.resolve(),
      never,
    );
    await bench.simulator.council.settled();
    // The previous system takes its own answer: ours leaves the mailbox alone.
    const { mailboxId } = meshPlan.credentials;
    const waiting = () => bench.simulator.mesh.messages.waiting(mailboxId);
    await until(
      () => Promise.resolve(waiting().length),
      (count) => count === 1,
    );
    const listing = await previous.list(never);
    for (const id of listing.messageIds) await previous.acknowledge(id, never);
    await previous.close();

    await save("NS-1", caseOf("matches"));
    const file = write("previous.csv", [header, row("matches")].join("\n"));
    expect((await run(["--first-sequence", "411", "--previous", file])).exitCode).toBe(0);
    expect((await run(["approve", "--revision", "1"], kit)).exitCode).toBe(0);
    const list = await until(uploads, ({ uploads: all }) => all[0]?.overdue === true);
    expect(list.uploads).toMatchObject([{ sequenceNumber: 411, state: "sent" }]);
    expect(bench.simulator.council.uploads.at(-1)).toMatchObject({ sequence: "repeated" });
    expect(parseTakeoverView(await bench.get("/api/v1/council/takeover")).stage).toBe("started");
    const work = (await bench.get("/api/v1/council/work-list")) as { entries: { kind: string }[] };
    expect(work.entries.map(({ kind }) => kind)).toContain("no-answer");
    const view = (await bench.get("/api/v1/cases/NS-1")) as { visibility: { kind: string } };
    expect(view.visibility.kind).toBe("waiting");
  });
});
