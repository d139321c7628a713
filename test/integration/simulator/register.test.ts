import { afterEach, describe, expect, it } from "vitest";
import type { Author } from "../../../src/codec/hl7v3/author.js";
import { parseMessage } from "../../../src/codec/hl7v3/message.js";
import type { NhsQuery } from "../../../src/codec/hl7v3/query.js";
import type { SimulatorOptions } from "../../../src/simulator/simulator.js";
import {
  northgateHospital,
  syntheticPerson,
  type SyntheticStory,
} from "../../../src/testing/synthetic-people.js";
import { neverAborted, newId, startPair, type SpinePair } from "../spine/support.js";

const startedAt = Date.UTC(2026, 10, 19, 14, 32);
const hourMs = 3_600_000;

describe("the register behind the simulator", () => {
  let pair: SpinePair;
  let now = startedAt;
  afterEach(() => pair.stop());

  const start = async (options: SimulatorOptions = {}): Promise<void> => {
    now = startedAt;
    // Certificates are made by this clock too, so it runs on the real day.
    const offset = Date.now() - startedAt;
    pair = await startPair({ clock: { now: () => now + offset }, ...options });
  };
  const numberOf = (story: SyntheticStory): string => syntheticPerson(story, Date.now()).nhsNumber ?? "";

  async function ask(story: SyntheticStory, change: Partial<NhsQuery> = {}) {
    const before = pair.inbox.replies.length;
    await pair.transport.send(pair.query(numberOf(story), change), neverAborted);
    await pair.simulator.settled();
    const reply = pair.inbox.replies[before]?.reply;
    if (reply === undefined) throw new Error("No reply came.");
    return parseMessage(reply.hl7);
  }

  async function accessesOf(story: SyntheticStory, change: Partial<NhsQuery> = {}) {
    const message = await ask(story, change);
    return message.kind === "query-response" ? (message.response?.accesses ?? []) : [];
  }

  const clinician = (sdsUserId: string): Author => ({
    kind: "person",
    role: { code: "R0000", codeSystem: "2.16.840.1.113883.2.1.3.2.4.17.124", displayName: "Nurse" },
    sdsUserId,
    name: { given: ["Test"], family: "Nurse" },
    organisation: northgateHospital,
  });

  it("a current plan comes with its authority, both telephones and who opened the record", async () => {
    await start();
    const message = await ask("current-protection-plan");
    expect(message).toMatchObject({
      kind: "query-response",
      queryResponseCode: "OK",
      response: {
        totalAccessRecords: 4,
        totalChildRecords: 1,
        recordGroups: [
          [
            {
              authority: {
                odsCode: "ZZL01",
                name: "Northshire Council",
                telecoms: [
                  { use: "WP", number: "01632960101" },
                  { use: "EC", number: "01632960199" },
                ],
              },
              plans: [{ kind: "child-protection-plan" }],
              subjects: [{ kind: "child", familyName: "Fernsby" }],
            },
          ],
        ],
      },
    });
  });

  it("two councils come as two records, an unborn child's plan comes under the mother (H-08, H-10)", async () => {
    await start();
    const talia = await ask("two-councils");
    const records = talia.kind === "query-response" ? (talia.response?.recordGroups.flat() ?? []) : [];
    expect(records.map(({ authority, plans }) => [authority.odsCode, plans.map(({ kind }) => kind)])).toEqual(
      [
        ["ZZL02", ["looked-after-child"]],
        ["ZZL01", ["child-protection-plan"]],
      ],
    );
    const blessing = await ask("unborn-plan");
    expect(blessing).toMatchObject({
      response: {
        recordGroups: [
          [
            {
              plans: [{ kind: "unborn-child-protection-plan" }],
              subjects: [{ kind: "mother", givenName: "Blessing" }],
            },
          ],
        ],
      },
    });
  });

  it("an unscheduled access is listed, the newest first, and whoever asks sees it at once (R-26)", async () => {
    await start();
    const queryId = newId();
    const listed = await accessesOf("current-protection-plan", { queryId });
    expect(listed[0]?.queryId).toBe(queryId);
    expect(listed.map(({ author }) => (author.kind === "person" ? author.name.family : "")).slice(1)).toEqual(
      ["Lowe", "Shah", "Briggs"],
    );
  });

  it("a scheduled access is never listed, in whatever form it is silent (H-14)", async () => {
    await start();
    const forms = [
      "nested",
      "attribute",
      "value",
      "parameter-before",
      "parameter-after",
      "nested-last",
    ] as const;
    for (const silentRead of forms) {
      const listed = await accessesOf("current-protection-plan", {
        silentRead,
        author: clinician("999800000077"),
      });
      expect(listed).toHaveLength(3);
    }
    expect(pair.simulator.received.map(({ accessMode }) => accessMode)).toEqual(forms.map(() => "scheduled"));
  });

  it("an access with an explicit `true` is unscheduled and is listed", async () => {
    await start();
    expect(await accessesOf("current-protection-plan", { silentRead: "explicit-true" })).toHaveLength(4);
  });

  it("the same author within 24 hours is listed once, and again afterwards (R-27)", async () => {
    await start();
    const author = clinician("999800000031");
    expect(await accessesOf("current-protection-plan", { author })).toHaveLength(4);
    now += 23 * hourMs;
    expect(await accessesOf("current-protection-plan", { author })).toHaveLength(4);
    expect(await accessesOf("current-protection-plan", { author: clinician("999800000032") })).toHaveLength(
      5,
    );
    now += 2 * hourMs;
    expect(await accessesOf("current-protection-plan", { author })).toHaveLength(6);
  });

  it("at most 25 accesses are listed, the most recent ones, and always the one who asks (R-26, R-28)", async () => {
    await start();
    const first = clinician("999800000100");
    await accessesOf("current-protection-plan", { author: first });
    for (let other = 1; other <= 30; other += 1) {
      now += 60_000;
      await accessesOf("current-protection-plan", { author: clinician(String(999_800_000_100 + other)) });
    }
    const listed = await accessesOf("current-protection-plan", { author: clinician("999800000200") });
    expect(listed).toHaveLength(25);
    const idOf = ({ author }: { author: Author }): string =>
      author.kind === "person" ? author.sdsUserId : "";
    expect(idOf(listed[0] ?? { author: first })).toBe("999800000200");
    expect(listed.map(idOf)).not.toContain("999800000100");
  });

  it("a system's access names the system and the person it is nominated to answer for", async () => {
    await start();
    const author: Author = {
      kind: "device",
      asid: "999900000001",
      nominated: [
        {
          role: {
            code: "R0000",
            codeSystem: "2.16.840.1.113883.2.1.3.2.4.17.124",
            displayName: "Named nurse",
          },
          name: { prefix: "Ms", given: ["Test"], family: "Lead" },
        },
      ],
      organisation: northgateHospital,
    };
    const listed = await accessesOf("current-protection-plan", { author });
    expect(listed[0]?.author).toEqual(author);
    expect(pair.simulator.received[0]?.author).toBe("device");
  });

  it("no record is NF without a reason, or ID with the simulator's own reason, as the scenario says", async () => {
    await start();
    expect(await ask("no-record")).toMatchObject({
      kind: "query-failed",
      queryResponseCode: "NF",
      reasons: [],
    });
    expect(await ask("no-record-with-reason")).toMatchObject({
      kind: "query-failed",
      typeCode: "AE",
      queryResponseCode: "ID",
      reasons: [{ code: "SIM-NRF", codeSystem: "2.999.1" }],
    });
  });

  it("asking about a child without a record lists nothing anywhere", async () => {
    await start();
    await ask("no-record");
    expect(pair.simulator.register.find(numberOf("no-record"))).toBeUndefined();
  });

  it("a register of one's own is loaded from JSON", async () => {
    const nhsNumber = numberOf("no-record");
    await start({
      seed: {
        authorities: [{ odsCode: "ZZL07", name: "Testshire", emergencyDutyTelephone: "01632960777" }],
        children: [
          {
            nhsNumber,
            givenName: "Ann",
            familyName: "Test",
            birthDate: "2020-02-29",
            plans: [{ kind: "looked-after-child", authority: "ZZL07", startDate: "-10d" }],
          },
        ],
      },
    });
    expect(await ask("no-record")).toMatchObject({
      response: { recordGroups: [[{ authority: { odsCode: "ZZL07", telecoms: [{ use: "EC" }] } }]] },
    });
  });
});
