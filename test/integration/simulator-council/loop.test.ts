import { afterEach, describe, expect, it } from "vitest";
import type { MailboxMessage } from "../../../src/codec/hl7v3/mailbox-message.js";
import { toRecordOpenings } from "../../../src/codec/to-notices.js";
import { toUploadAnswer } from "../../../src/codec/to-upload-answer.js";
import type { LookupView } from "../../../src/contract/lookup.js";
import { decideUploadOutcome } from "../../../src/domain/upload-outcome.js";
import type { CouncilSettings } from "../../../src/simulator/council/council-settings.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { weirdaleCouncil } from "../../../src/testing/synthetic-people.js";
import { patientOf, startBench, type Bench } from "../gateway/support.js";
import { openCouncil, planDate, protectionPlan, recordOf, type Council } from "./support.js";

let bench: Bench;
let council: Council;

async function start(settings: CouncilSettings = {}): Promise<void> {
  bench = await startBench({ simulator: { council: { notificationIntervalMs: 20, ...settings } } });
  council = openCouncil(bench.simulator);
}

afterEach(async () => {
  await council.close();
  await bench.stop();
});

const child = syntheticCouncilPerson("matches", Date.now());

/** Opens the child's record at the hospital and waits for what the banner would show. */
async function openAtHospital(encounterId: string, locationId = "ed"): Promise<LookupView> {
  const { nhsNumber, birthDate } = child;
  const opened = await bench.open({
    locationId,
    encounter: { id: encounterId },
    patient: { nhsNumber, birthDate, nhsNumberStatus: "verified" },
  });
  const view = await bench.settle(opened.lookupId);
  await bench.simulator.council.settled();
  return view;
}

const openingsIn = (messages: readonly (MailboxMessage | undefined)[]) =>
  messages.flatMap((message) => (message?.kind === "access-notification" ? toRecordOpenings(message) : []));

describe("the national loop on one machine", () => {
  it("an upload makes the child visible to the hospital, and the council learns who opened the record (R-94, R-96)", async () => {
    await start();
    expect((await openAtHospital("ENC-before")).state.kind).toBe("no-record");
    await council.upload(7, [recordOf("matches")]);
    const [answer] = await council.collect();
    if (answer?.kind !== "upload-acknowledgement") throw new Error("The upload was not answered.");
    const sent = {
      sequenceNumber: 7,
      subjects: [{ nhsNumber: child.nhsNumber, localIds: ["NS-matches"] }],
    };
    const outcome = decideUploadOutcome(sent, toUploadAnswer(answer), "2026-11-21T10:00:00.000Z");
    expect(outcome.subjects.get(child.nhsNumber)?.kind).toBe("accepted");

    const before = Date.now();
    const view = await openAtHospital("ENC-after");
    if (view.state.kind !== "record") throw new Error(`The hospital saw ${view.state.kind}.`);
    expect(view.state.record.authorities).toMatchObject([
      { odsCode: "ZZL01", emergencyDutyTelephone: "01632960199", plans: [{ kind: "child-protection-plan" }] },
    ]);

    const openings = openingsIn(await council.collect());
    expect(openings).toMatchObject([
      {
        nhsNumbers: [child.nhsNumber],
        localIds: ["NS-matches"],
        uploadSequenceNumber: 7,
        organisation: { odsCode: "ZZ9A1" },
      },
    ]);
    // The wire knows whole seconds.
    const at = Date.parse(openings[0]?.at ?? "");
    expect(at).toBeGreaterThan(before - 1_000);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it("a deletion takes the child out of the hospital's sight", async () => {
    await start();
    await council.upload(1, [recordOf("matches")]);
    await council.upload(2, [recordOf("matches", [{ ...protectionPlan, deleteDate: planDate(0) }])]);
    expect((await openAtHospital("ENC-1")).state.kind).toBe("no-record");
    expect(openingsIn(await council.collect())).toEqual([]);
  });

  it("a planned clinic's silent read is told to nobody (R-99)", async () => {
    await start();
    await council.upload(1, [recordOf("matches")]);
    expect((await openAtHospital("ENC-1", "clinic")).state.kind).toBe("record");
    expect(openingsIn(await council.collect())).toEqual([]);
  });

  it("both councils of a child are told, each with its own file and its own id", async () => {
    await start();
    const other = openCouncil(bench.simulator, weirdaleCouncil);
    await council.upload(3, [recordOf("matches")]);
    await other.upload(90, [
      recordOf("matches", [{ kind: "looked-after-child", startDate: planDate(-10) }], {
        localId: { value: "WD-1", assigningAuthorityName: "ZZL02:Weirdale County Council" },
      }),
    ]);
    await openAtHospital("ENC-1");
    const [ours, theirs] = [openingsIn(await council.collect()), openingsIn(await other.collect())];
    await other.close();
    expect(ours.map(({ uploadSequenceNumber, localIds }) => [uploadSequenceNumber, localIds])).toEqual([
      [3, ["NS-matches"]],
    ]);
    expect(theirs.map(({ uploadSequenceNumber, localIds }) => [uploadSequenceNumber, localIds])).toEqual([
      [90, ["WD-1"]],
    ]);
    expect(ours[0]?.queryId).toBe(theirs[0]?.queryId);
  });

  it.each([
    [true, 2],
    [false, 1],
  ])("the same author again within a day is listed once; told again: %s", async (notifyRepeats, told) => {
    await start({ notifyRepeats });
    await council.upload(1, [recordOf("matches")]);
    await openAtHospital("ENC-1");
    await openAtHospital("ENC-2");
    expect(bench.simulator.register.find(child.nhsNumber)?.accesses).toHaveLength(1);
    expect(openingsIn(await council.collect())).toHaveLength(told);
  });

  it("openings within one interval come as one file", async () => {
    await start({ notificationIntervalMs: 600_000 });
    await council.upload(1, [recordOf("matches")]);
    const { nhsNumber, birthDate } = child;
    const patient = { nhsNumber, birthDate, nhsNumberStatus: "verified" } as const;
    for (const id of ["ENC-1", "ENC-2", "ENC-3"]) {
      const opened = await bench.open({ encounter: { id }, patient });
      await bench.settle(opened.lookupId);
    }
    await council.collect();
    bench.simulator.council.notifyNow("ZZL01");
    const [notification, ...rest] = await council.collect();
    expect(rest).toEqual([]);
    expect(notification).toMatchObject({ kind: "access-notification", totalRecords: 3 });
    expect(openingsIn([notification])).toHaveLength(3);
    bench.simulator.council.notifyNow("ZZL01");
    expect(await council.collect()).toMatchObject([
      { kind: "access-notification", totalRecords: 0, accesses: [] },
    ]);
  });

  it("a child of the seed, opened, is told to the council the seed names", async () => {
    await start();
    const opened = await bench.open({ patient: patientOf("current-protection-plan") });
    await bench.settle(opened.lookupId);
    await bench.simulator.council.settled();
    expect(openingsIn(await council.collect())).toMatchObject([{ localIds: [], uploadSequenceNumber: 0 }]);
  });
});
