import { afterEach, describe, expect, it } from "vitest";
import type { LookupRequest, LookupStateEvent } from "../../../src/contract/lookup.js";
import type { SendOutcome } from "../../../src/ports/spine-transport.js";
import { newLookupId } from "../../support/gateway-plan.js";
import {
  colleague,
  createCore,
  reliable,
  replyTo,
  request,
  settled,
  user,
  type Core,
  type CoreChanges,
} from "./support.js";

const cores: Core[] = [];
function core(changes: CoreChanges = {}): Core {
  const made = createCore(changes);
  cores.push(made);
  return made;
}
afterEach(async () => {
  for (const made of cores.splice(0)) await made.close();
});

async function asked(made: Core, body: LookupRequest = request()) {
  await made.service.open(body, user);
  await settled();
  const sent = made.transport.sent.at(-1)!;
  return { ...body, sent, state: async () => (await made.service.view(body.lookupId, user)).state };
}

async function actions({ audit }: Core, messageId: string): Promise<string[]> {
  return (await audit.read({ messageId })).map(({ action }) => action);
}

describe("an answer", () => {
  it("is shown once it is correlated and understood, with one outcome in the audit", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    expect(await made.inbox.accept(replyTo(sent, "record"))).toBe("correlated");
    await settled();
    expect(await state()).toMatchObject({
      kind: "record",
      record: { subjects: [{ nhsNumber: "9995260182" }] },
    });
    expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome"]);
    expect(await made.audit.read({ action: "outcome" })).toMatchObject([{ outcome: "record" }]);
  });

  it("may come before Spine has answered the request", async () => {
    const made = core();
    made.transport.beforeSending = async (query) => {
      await made.inbox.accept(replyTo(query, "no-record"));
      await settled();
    };
    const { state } = await asked(made);
    expect((await state()).kind).toBe("no-record");
  });

  it("about another child is never shown; the query fails with an alarm (H-01)", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    await made.inbox.accept(replyTo(sent, "record", "9994041177"));
    await settled();
    expect(await state()).toMatchObject({ kind: "failed", reason: "about-someone-else" });
    expect(made.alarms).toEqual(["reply-about-someone-else"]);
  });

  it("whose date of birth differs from the host's is an audited identity mismatch (H-01)", async () => {
    const made = core();
    const { sent, state } = await asked(
      made,
      request({ patient: { nhsNumber: "9995260182", nhsNumberStatus: "verified", birthDate: "2018-02-04" } }),
    );
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect(await state()).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
    expect(await made.audit.read({ action: "outcome" })).toMatchObject([{ outcome: "record" }]);
    expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome", "identity-mismatch"]);
    expect(made.alarms).toEqual(["identity-mismatch"]);
  });

  it("that agreed for one page is compared again for every page that shares it (H-01)", async () => {
    const made = core();
    const { sent } = await asked(made);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    const other = request({
      patient: { nhsNumber: "9995260182", nhsNumberStatus: "verified", birthDate: "2019-02-03" },
    });
    const { view } = await made.service.open(other, colleague);
    expect(view.reused).toBe(true);
    expect(view.state).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
    await made.service.view(other.lookupId, colleague);
    expect(await made.audit.read({ action: "identity-mismatch" })).toMatchObject([
      { lookupId: other.lookupId, messageId: sent.messageId, actor: { id: colleague.actor.id } },
    ]);
    expect(made.alarms).toEqual(["identity-mismatch"]);
  });

  it("that a mistyped date of birth hid is shown once the date is right, without a second query", async () => {
    const made = core();
    const mistyped = {
      nhsNumber: "9995260182",
      nhsNumberStatus: "verified",
      birthDate: "2018-01-01",
    } as const;
    const { sent, state } = await asked(made, request({ patient: mistyped }));
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect(await state()).toMatchObject({ kind: "failed", reason: "identity-mismatch" });
    const { view } = await made.service.open(request(), user);
    expect(view.state.kind).toBe("record");
    expect(made.transport.sent).toHaveLength(1);
  });

  it("that cannot be understood is a failure and never no-record (H-04)", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    await made.inbox.accept({ ...replyTo(sent, "no-record"), hl7: "<QUQI_IN010000UK14" });
    await settled();
    expect(await state()).toMatchObject({ kind: "failed", reason: "answer-unreadable" });
  });

  it("that only acknowledges the question is not an answer: the waiting goes on", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    await made.inbox.accept(replyTo(sent, "acknowledged"));
    await settled();
    expect((await state()).kind).toBe("checking");
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect((await state()).kind).toBe("record");
  });

  it("that comes twice is delivered once", async () => {
    const made = core();
    const { sent } = await asked(made);
    const reply = replyTo(sent, "no-record");
    expect(await made.inbox.accept(reply)).toBe("correlated");
    expect(await made.inbox.accept(reply)).toBe("duplicate");
    await settled();
    expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome"]);
  });

  it("to a question nobody asked is kept apart with an alarm", async () => {
    const made = core();
    const { sent } = await asked(made);
    const stray = { ...replyTo(sent, "record"), refToMessageId: newLookupId().toUpperCase() };
    expect(await made.inbox.accept(stray)).toBe("unknown");
    expect(made.alarms).toEqual(["unknown-reply"]);
  });

  it("of two queries in flight goes to its own, whichever comes first", async () => {
    const made = core();
    const first = await asked(made);
    const second = await asked(
      made,
      request({
        encounter: { id: "2" },
        patient: { nhsNumber: "9990308241", nhsNumberStatus: "verified", birthDate: "2022-10-30" },
      }),
    );
    await made.inbox.accept(replyTo(second.sent, "no-record"));
    await made.inbox.accept(replyTo(first.sent, "record"));
    await settled();
    expect([(await first.state()).kind, (await second.state()).kind]).toEqual(["record", "no-record"]);
  });
});

describe("waiting", () => {
  it("turns into no answer yet after 30 seconds, and a later answer replaces that (R-61)", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    await made.time.advance(29_900);
    expect((await state()).kind).toBe("checking");
    await made.time.advance(200);
    expect(await state()).toMatchObject({ kind: "failed", reason: "no-answer-yet" });
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect((await state()).kind).toBe("record");
  });

  it("ends in no answer, and what comes after that is only audited (H-02)", async () => {
    const made = core();
    const { sent, state } = await asked(made);
    await made.time.advance(121_000);
    expect(await state()).toMatchObject({ kind: "failed", reason: "no-answer" });
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect(await state()).toMatchObject({ kind: "failed", reason: "no-answer" });
    expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome", "late-reply"]);
    expect(made.alarms).toEqual(["late-record"]);
  });

  it.each([
    ["no-record", "record"],
    ["fault", "record"],
    ["other", "record"],
    ["other", "no-record"],
    ["no-record", "fault"],
    ["no-record", "other"],
    ["fault", "no-record"],
    ["record", "no-record"],
    ["record", "other"],
  ] as const)(
    "whose first reply is %s and whose second is %s ends on the safe side (H-04)",
    async (one, two) => {
      const made = core();
      const { sent, state, lookupId } = await asked(made);
      const reply = (kind: typeof one) =>
        kind === "other" ? replyTo(sent, "record", "9994041177") : replyTo(sent, kind);
      await made.inbox.accept(reply(one));
      await settled();
      await made.inbox.accept(reply(two));
      await settled();
      const both: readonly string[] = [one, two];
      const right = both.includes("record")
        ? "record"
        : both.join() === "other,no-record"
          ? "no-record"
          : "failed";
      expect((await state()).kind).toBe(right);
      const stays = one === "record" || (one === "fault" && two === "no-record");
      expect((await made.service.view(lookupId, user)).version).toBe(stays ? 3 : 4);
      expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome", "late-reply"]);
      expect(made.alarms).toEqual(both.includes("other") ? ["reply-about-someone-else"] : []);
    },
  );

  it("counts a record that comes after an unknown outcome, while it may still come", async () => {
    const made = core();
    made.transport.outcome = { kind: "unknown", attempts: 1 };
    const { sent, state } = await asked(made);
    await made.time.advance(30_100);
    expect(await state()).toMatchObject({ kind: "failed", reason: "outcome-unknown" });
    await made.time.advance(5_000);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect((await state()).kind).toBe("record");
  });

  it.each<[SendOutcome, string]>([
    [{ kind: "not-sent", attempts: 1 }, "spine-unreachable"],
    [{ kind: "rejected", layer: "ebxml", codes: ["501319"], attempts: 1 }, "rejected"],
  ])("ends at once where it is pointless: %o", async (outcome, reason) => {
    const made = core();
    made.transport.outcome = outcome;
    const { sent, state } = await asked(made);
    expect(await state()).toMatchObject({ kind: "failed", reason });
    expect(await actions(made, sent.messageId)).toEqual(["intent", "outcome"]);
  });

  it("goes on where nobody knows whether the query arrived, until its time is up", async () => {
    const made = core();
    made.transport.outcome = { kind: "unknown", attempts: 1 };
    const { state } = await asked(made);
    await made.time.advance(29_000);
    expect((await state()).kind).toBe("checking");
    await made.time.advance(1_100);
    expect(await state()).toMatchObject({ kind: "failed", reason: "outcome-unknown" });
  });

  it("counts a transport that throws as unknown, never as not sent", async () => {
    const made = core();
    made.transport.outcome = "throws";
    const { state } = await asked(made);
    expect((await state()).kind).toBe("checking");
    await made.time.advance(30_100);
    expect(await state()).toMatchObject({ kind: "failed", reason: "outcome-unknown" });
  });

  it("cancels what waits to be sent again once the answer is here", async () => {
    const made = core({ spine: reliable });
    made.transport.outcome = "retrying";
    const { sent } = await asked(made);
    expect(made.transport.signals[0]?.aborted).toBe(false);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect(made.transport.signals[0]?.aborted).toBe(true);
  });

  it("takes a separate acknowledgment as acceptance and a separate error as a rejection", async () => {
    const made = core({ spine: reliable });
    const first = await asked(made);
    await made.inbox.acceptSignal({
      kind: "acknowledgment",
      refToMessageId: first.sent.messageId,
      codes: [],
    });
    expect((await first.state()).kind).toBe("checking");
    await made.inbox.acceptSignal({
      kind: "message-error",
      refToMessageId: first.sent.messageId,
      codes: ["501319"],
    });
    expect(await first.state()).toMatchObject({ kind: "failed", reason: "rejected" });
    expect(await made.audit.read({ action: "outcome" })).toMatchObject([{ codes: ["501319"] }]);
  });

  it("audits an error that Spine sends after the answer, and keeps the answer", async () => {
    const made = core({ spine: reliable });
    const { sent, state } = await asked(made);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    await made.inbox.acceptSignal({
      kind: "message-error",
      refToMessageId: sent.messageId,
      codes: ["501319"],
    });
    expect((await state()).kind).toBe("record");
    expect(await made.audit.read({ action: "late-reply" })).toMatchObject([
      { messageId: sent.messageId, reason: "rejected", codes: ["501319"] },
    ]);
  });
});

describe("what is held", () => {
  it("is shown again while its time lasts, then only that it was checked, when and by whom (H-30)", async () => {
    const made = core();
    const { sent } = await asked(made);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    const soon = await made.service.open(request(), colleague);
    expect(soon.view).toMatchObject({
      reused: true,
      state: { kind: "record" },
      checkedBy: { name: "Ama O’Rell", you: false, bySystem: false },
    });
    await made.time.advance(15 * 60_000);
    const later = await made.service.open(request(), user);
    expect(later.view.state).toMatchObject({
      kind: "stale",
      reason: "age",
      checkedAt: "2026-01-05T12:00:00.000Z",
      checkedBy: { name: "Ama O’Rell", you: true },
    });
    expect(JSON.stringify(later.view)).not.toContain("Fernsby");
    expect(made.transport.sent).toHaveLength(1);
  });

  it("is erased from the store when its time has passed, no record as much as a record", async () => {
    const made = core();
    const { sent, lookupId } = await asked(made);
    await made.inbox.accept(replyTo(sent, "no-record"));
    await settled();
    await made.time.advance(15 * 60_000);
    await made.housekeeping.run();
    expect((await made.store.find(lookupId))?.query?.conclusion?.kind).toBe("erased");
  });

  it("has a version that rises with every change and stays equal while nothing changes", async () => {
    const made = core();
    const { sent, lookupId } = await asked(made);
    const versions: number[] = [];
    const note = async () => versions.push((await made.service.view(lookupId, user)).version);
    await note();
    await note();
    await made.time.advance(30_000);
    await note();
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    await note();
    await note();
    await made.time.advance(15 * 60_000);
    await note();
    expect(versions).toEqual([1, 1, 2, 3, 3, 4]);
  });

  it("is told to a watcher as states only, each once, up to the final one", async () => {
    const made = core();
    const { sent, lookupId } = await asked(made);
    const events: LookupStateEvent[] = [];
    await made.service.watch(lookupId, user, (event) => events.push(event));
    await made.time.advance(30_100);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    expect(events).toEqual([
      { lookupId, version: 1, kind: "checking", final: false },
      { lookupId, version: 2, kind: "failed", final: false },
      { lookupId, version: 3, kind: "record", final: true },
    ]);
  });
});

describe("what pages report", () => {
  it("is audited once each with what was on screen, in order", async () => {
    const made = core();
    const { lookupId, sent } = await asked(made);
    const event = (sequence: number, kind: "displayed" | "wiped") => ({
      eventId: newLookupId(),
      sequence,
      kind,
      at: "2026-01-05T12:00:01.000Z",
      version: 3,
    });
    const events = [event(1, "displayed"), event(2, "wiped")];
    await made.service.report(lookupId, { events }, user);
    await made.service.report(lookupId, { events }, user);
    expect(await actions(made, sent.messageId)).toEqual(["intent", "displayed", "wiped"]);
    await expect(
      made.service.report(lookupId, { events: [event(4, "displayed")] }, user),
    ).rejects.toMatchObject({
      code: "CPIS_EVENT_OUT_OF_ORDER",
    });
    await expect(made.service.report(lookupId, { events }, colleague)).rejects.toMatchObject({
      code: "CPIS_LOOKUP_NOT_FOUND",
    });
  });
});

describe("the log", () => {
  it("names no patient, user or payload at any step", async () => {
    const made = core();
    const { sent } = await asked(made);
    await made.inbox.accept(replyTo(sent, "record"));
    await settled();
    const text = JSON.stringify(made.logged);
    expect(text).toContain(sent.messageId);
    for (const secret of ["9995260182", "Fernsby", "Rell", "2018-02-03", "ENC-1", "999900000101"]) {
      expect(text).not.toContain(secret);
    }
  });
});
