import { expect, test } from "vitest";
import { elementWords } from "./histories/element-words.js";
import { historiesOver } from "./histories/mutants.js";
import { installPage } from "./histories/page.js";
import { portWords } from "./histories/port-words.js";
import { dwellMs, openStage } from "./histories/stage.js";
import { perform } from "./histories/world.js";

const cases = Number(process.env["CPIS_INTERLEAVINGS"] ?? 20_000);
const seed = Number(process.env["CPIS_SEED"] ?? Date.now() % 2 ** 31);

test(
  `${cases} random histories show no answer to the wrong patient, too late, or after its time (H-01, H-02)`,
  async () => {
    const playHistories = await historiesOver([]);
    const { histories, answersSeen, questions, said, failed } = playHistories(cases, seed);
    console.log(
      `interleavings: ${histories} histories, seed ${seed}: ${failed === undefined ? 0 : "AT LEAST 1"} wrong or leftover; ` +
        `${questions} questions, ${answersSeen} drawings of an answer, ${said.size} words of 8 vocabularies`,
    );
    expect(failed).toBeUndefined();
    // Histories in which nothing is ever asked or answered would prove nothing.
    expect(questions).toBeGreaterThan(cases / 2);
    expect(answersSeen).toBeGreaterThan(cases / 2);
    expect([...said.values()].every((count) => count > cases / 2_000)).toBe(true);
  },
  600_000 + cases * 5,
);

test("a host that repeats its patient never gets a blank banner, and no second question (H-05)", () => {
  const uninstall = installPage();
  const stage = openStage(elementWords, undefined);
  const { banner, host, oracle, run } = stage;
  const assign = host.says["assign a patient"];
  assign?.(1, 0);
  run.wait(dwellMs);
  perform(stage, { do: "answer", lookup: 0, what: "record", version: 1, ttlMs: 900_000, times: 1 });
  // The banner takes what follows for another patient and wipes itself; the adapter knows it for the same.
  host.says["change the assigned object behind our back"]?.(0, 0);
  assign?.(1, 0);
  stage.look();
  expect(banner.shown?.state.kind).toBe("record");
  host.says["assign the same patient in other words"]?.(1, 0);
  stage.look();
  expect(banner.shown?.state.kind).toBe("record");
  expect(run.opened).toHaveLength(1);
  expect(oracle.complaints).toEqual([]);
  stage.leave();
  uninstall();
});

test("reading again while a change of attributes wipes brings no answer back (H-02)", () => {
  const uninstall = installPage();
  const stage = openStage(elementWords, undefined);
  const { banner, host, oracle, run } = stage;
  const change = host.says["set all attributes in one task"];
  change?.(0, 0);
  stage.look();
  run.wait(dwellMs);
  perform(stage, { do: "answer", lookup: 0, what: "record", version: 1, ttlMs: 900_000, times: 1 });
  expect(banner.shown?.state.kind).toBe("record");
  const { drawn } = banner;
  banner.drawn = () => {
    banner.drawn = drawn;
    drawn();
    host.says["read patient again"]?.(0, 0);
    expect(banner.shown).toBeUndefined();
  };
  change?.(0, 0);
  stage.look();
  expect(oracle.complaints).toEqual([]);
  stage.leave();
  uninstall();
});

test("the oracle takes back only what the host was just saying, never an older word (H-02)", () => {
  const stage = openStage(portWords, undefined);
  const { banner, oracle } = stage;
  oracle.opens(1);
  oracle.settle();
  oracle.takeBack();
  expect(oracle.who).toBe(1);
  oracle.opens(2);
  oracle.takeBack();
  expect(oracle.who).toBe(1);
  oracle.checkPresent(banner.shown);
  expect(oracle.complaints).toEqual(["a blank for the open patient"]);
  stage.leave();
});

test("the oracle notices a leftover: an answer kept on screen after the patient has changed (H-02)", () => {
  const stage = openStage(portWords, undefined);
  const { banner, host, oracle, run } = stage;
  host.says["open"]?.(0, 0);
  run.wait(dwellMs);
  const step = { do: "answer", lookup: 0, what: "record", version: 1, ttlMs: 900_000, times: 1 } as const;
  perform(stage, step);
  const kept = banner.shown;
  expect(kept?.state.kind).toBe("record");
  expect(oracle.complaints).toEqual([]);
  oracle.opens(1);
  oracle.check(kept);
  expect(oracle.complaints).toEqual(
    expect.arrayContaining(["another patient's name", "an answer from before", "an answer about another"]),
  );
  stage.leave();
});
