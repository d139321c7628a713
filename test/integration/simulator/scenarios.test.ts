import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { classifyReply, type ReplyOutcome } from "../../../src/codec/classify-reply.js";
import { parseMessage } from "../../../src/codec/hl7v3/message.js";
import { parseQuery } from "../../../src/codec/hl7v3/query.js";
import { parseEbxmlMessage } from "../../../src/codec/ebxml/ebxml-message.js";
import type { Scenario } from "../../../src/simulator/scenarios.js";
import { syntheticPerson, type SyntheticStory } from "../../../src/testing/synthetic-people.js";
import { eventually, neverAborted, startPair, type SpinePair } from "../spine/support.js";

const milo = syntheticPerson("current-protection-plan", Date.now());

describe("scenarios", () => {
  let pair: SpinePair;
  beforeEach(async () => {
    pair = await startPair();
  });
  afterEach(() => pair.stop());

  /** Asks, and says what each reply means to the gateway that asked. */
  async function outcomes(
    nhsNumber: string,
    hostBirthDate = milo.birthDate,
  ): Promise<readonly ReplyOutcome[]> {
    const before = pair.inbox.replies.length;
    const sent = pair.query(nhsNumber);
    await pair.transport.send(sent, neverAborted);
    await pair.simulator.settled();
    const content = parseEbxmlMessage(sent.contentType, sent.body);
    const ownQueryId = content.kind === "message" ? parseQuery(content.hl7).queryId : "";
    return pair.inbox.replies.slice(before).map(({ reply }) =>
      classifyReply(reply, {
        messageId: sent.messageId,
        nhsNumber,
        hostBirthDate,
        ownQueryId,
        noRecordCodes: pair.plan.noRecordCodes,
      }),
    );
  }
  const met = (scenario: Scenario): Promise<readonly ReplyOutcome[]> => {
    pair.simulator.scenarios.forNext(scenario);
    return outcomes(milo.nhsNumber ?? "");
  };

  const failures: readonly (readonly [Scenario, string])[] = [
    [{ name: "malformed", form: "truncated" }, "answer-unreadable"],
    [{ name: "malformed", form: "doctype" }, "answer-unreadable"],
    [{ name: "malformed", form: "entities" }, "answer-unreadable"],
    [{ name: "malformed", form: "wrong-root" }, "answer-unreadable"],
    [{ name: "malformed", form: "unknown-code" }, "register-fault"],
    [{ name: "for-another-child" }, "about-someone-else"],
    [{ name: "identity-mismatch" }, "identity-mismatch"],
    [{ name: "disagreeing-correlation" }, "answer-unreadable"],
    [{ name: "mcci-ae" }, "register-fault"],
    [{ name: "register-fault" }, "register-fault"],
    [{ name: "unknown-ref" }, "answer-unreadable"],
    [{ name: "missing-ref" }, "answer-unreadable"],
  ];
  it.each(failures)("%o is a failure to whoever asked, never no record (H-04)", async (scenario, reason) => {
    expect(await met(scenario)).toEqual([expect.objectContaining({ kind: "failed", reason })]);
  });

  const partly: readonly (readonly [Scenario, string])[] = [
    [{ name: "unknown-plan-template" }, "plan-unreadable"],
    [{ name: "more-than-25-accesses" }, "too-many-accesses"],
    [{ name: "counts-disagree" }, "record-count-differs"],
  ];
  it.each(partly)("%o is a record of which a part is said to be unreadable", async (scenario, gap) => {
    const [outcome] = await met(scenario);
    expect(outcome?.kind).toBe("record");
    expect(outcome?.kind === "record" ? outcome.record.gaps : []).toContain(gap);
    expect(() => parseMessage(pair.inbox.replies[0]?.reply.hl7 ?? "")).toThrow();
  });

  it.each<Scenario>([
    { name: "never-answers" },
    { name: "wrong-party" },
    { name: "malformed", form: "not-multipart" },
    { name: "out-of-order" },
  ])("%o brings no reply", async (scenario) => {
    expect(await met(scenario)).toEqual([]);
    expect(pair.simulator.received[0]?.outcome).toBe("processed");
  });

  it("an answer that comes twice is the same message both times", async () => {
    const [first, second] = await met({ name: "answers-twice" });
    expect(first?.kind).toBe("record");
    expect(second).toEqual(first);
    expect(pair.inbox.replies.map(({ disposition }) => disposition)).toEqual(["correlated", "duplicate"]);
  });

  it("an acknowledgement that accepts comes first, and the answer after it", async () => {
    const kinds = (await met({ name: "mcci-aa-then-answer", delayMs: 20 })).map(({ kind }) => kind);
    expect(kinds).toEqual(["keep-waiting", "record"]);
  });

  it("a slow answer comes, later", async () => {
    const [outcome] = await met({ name: "slow", delayMs: 150 });
    expect(outcome?.kind).toBe("record");
    const [query] = pair.simulator.received;
    expect((pair.simulator.replies[0]?.at ?? 0) - (query?.at ?? 0)).toBeGreaterThanOrEqual(140);
  });

  it("a lost reply takes the access back from nobody's list: the record was opened", async () => {
    await met({ name: "never-answers" });
    expect(pair.simulator.register.find(milo.nhsNumber ?? "")?.accesses[0]?.author).toMatchObject({
      name: { family: "Nair" },
    });
  });

  it("the next query's scenario comes before the patient's own, and that before the one for all", async () => {
    const number = milo.nhsNumber ?? "";
    pair.simulator.scenarios.forAll({ name: "mcci-ae" });
    pair.simulator.scenarios.forNhsNumber(number, { name: "identity-mismatch" });
    pair.simulator.scenarios.forNext({ name: "register-fault" });
    const reasons = [];
    for (const nhsNumber of [number, number, "9990308241"]) {
      const [outcome] = await outcomes(nhsNumber);
      reasons.push(outcome?.kind === "failed" ? outcome.reason : outcome?.kind);
    }
    expect(reasons).toEqual(["register-fault", "identity-mismatch", "register-fault"]);
    pair.simulator.scenarios.clear();
    expect((await outcomes(number))[0]?.kind).toBe("record");
  });

  it("a reply that asks to be acknowledged is", async () => {
    await met({ name: "acknowledgment-requested", syncReply: true });
    expect(pair.simulator.replies[0]).toMatchObject({ status: 200, signal: "acknowledgment" });
    await met({ name: "acknowledgment-requested", syncReply: false });
    await eventually(() => pair.simulator.signals.length === 1, "the Acknowledgment arrives on its own");
  });
});

describe("the demonstration's register", () => {
  let pair: SpinePair;
  beforeEach(async () => {
    pair = await startPair();
  });
  afterEach(() => pair.stop());

  const expected: Partial<Record<SyntheticStory, string>> = {
    "current-protection-plan": "record",
    "looked-after": "record",
    "looked-after-and-protection-plan": "record",
    "two-councils": "record",
    "ended-plan": "record",
    "unborn-plan": "record",
    "no-record": "no-record",
    "no-record-with-reason": "no-record",
    "register-fault": "register-fault",
    "unreadable-answer": "answer-unreadable",
    "answer-about-another-child": "about-someone-else",
    "identity-mismatch": "identity-mismatch",
    "partly-unreadable-record": "record",
    "no-answer": "nothing",
  };
  it.each(Object.entries(expected))("%s: %s", async (story, outcome) => {
    const person = syntheticPerson(story as SyntheticStory, Date.now());
    const sent = pair.query(person.nhsNumber ?? "");
    await pair.transport.send(sent, neverAborted);
    await pair.simulator.settled();
    const reply = pair.inbox.replies[0]?.reply;
    const found =
      reply === undefined
        ? undefined
        : classifyReply(reply, {
            messageId: sent.messageId,
            nhsNumber: person.nhsNumber ?? "",
            hostBirthDate: person.birthDate,
            ownQueryId: "",
            noRecordCodes: pair.plan.noRecordCodes,
          });
    expect(found === undefined ? "nothing" : found.kind === "failed" ? found.reason : found.kind).toBe(
      outcome,
    );
  });
});
