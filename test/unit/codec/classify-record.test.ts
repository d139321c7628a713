import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyReply } from "../../../src/codec/classify-reply.js";
import { buildQueryResponse } from "../../../src/codec/hl7v3/query-response.js";
import { nhsNumbers, responsesFor } from "../../support/arbitraries.js";
import { fixtureExchange, fixtureText } from "../../support/fixtures.js";
import { anyBirthDate, expected, reply, swap } from "../../support/replies.js";

const response = fixtureText("messages/query-response.xml");

describe("a reply with a subject", () => {
  it("becomes a record with authorities, plans, telephones, subjects and accesses", () => {
    const outcome = classifyReply(reply(response, "REPC"), expected);
    expect(outcome).toEqual({
      kind: "record",
      birthDates: ["2009-04-12", "2009-04-12"],
      record: {
        authorities: [
          {
            odsCode: "ZZL31",
            name: "MADE-UP COUNTY COUNCIL",
            officeHoursTelephone: "01632960301",
            emergencyDutyTelephone: "01632960302",
            plans: [
              { kind: "looked-after-child", startDate: "2023-06-01T09:00" },
              { kind: "child-protection-plan", startDate: "2025-03-01T09:00", endDate: "2025-12-01T00:00" },
            ],
          },
          {
            odsCode: "ZZL32",
            name: "INVENTED BOROUGH COUNCIL",
            officeHoursTelephone: "01632960311",
            emergencyDutyTelephone: "01632960312",
            plans: [
              {
                kind: "unborn-child-protection-plan",
                startDate: "2025-10-01T09:00",
                endDate: "2026-04-15T00:00",
              },
            ],
          },
        ],
        subjects: (["child", "mother"] as const).map((kind) => ({
          kind,
          nhsNumber: fixtureExchange.nhsNumber,
          birthDate: "2009-04-12",
          givenName: "Wren",
          familyName: "Okonkwo-Láng",
        })),
        accesses: [
          {
            at: "2026-01-05T14:30:00.000Z",
            name: "O'NUÑEZ, Zoë",
            role: "Nurse Practitioner",
            organisation: "ST ELSEWHERE & DISTRICT HOSPITAL",
            isThisCheck: true,
          },
          {
            at: "2025-12-24T23:59:00.000Z",
            name: "System 999900000044",
            organisation: "INVENTED MINOR INJURIES UNIT",
            isThisCheck: false,
          },
          {
            at: "2025-07-05T09:15:00.000Z",
            name: "NAIR, Priya",
            role: "Named Nurse for Safeguarding",
            organisation: "MADE-UP WALK-IN CENTRE",
            isThisCheck: false,
          },
        ],
        declaredChildRecords: 2,
        declaredAccessRecords: 3,
        gaps: [],
      },
    });
  });

  it("groups two records of one authority, but keeps different telephone numbers apart", () => {
    const merged = swap(response, /ZZL32/g, "ZZL31")
      .replace("INVENTED BOROUGH COUNCIL", "MADE-UP COUNTY COUNCIL")
      .replace(/0163296031/g, "0163296030");
    const together = classifyReply(reply(merged, "REPC"), expected);
    expect(
      together.kind === "record" && together.record.authorities.map(({ plans }) => plans.length),
    ).toEqual([3]);
    const other = merged.replace("tel:01632960302", "tel:01632960399");
    const apart = classifyReply(reply(other, "REPC"), expected);
    expect(apart.kind === "record" && apart.record.authorities.map(({ plans }) => plans.length)).toEqual([
      2, 1,
    ]);
  });

  it("writes telephone numbers in national digits", () => {
    const outcome = classifyReply(
      reply(swap(response, "tel:01632960302", "tel:+441632960302"), "REPC"),
      expected,
    );
    expect(outcome.kind === "record" && outcome.record.authorities[0]?.emergencyDutyTelephone).toBe(
      "01632960302",
    );
  });

  it.each([
    ["a subject", 'extension="9991239995"/><id', 'extension="9991234012"/><id'],
    ["the mother", 'extension="9991239995"/></playedMother>', 'extension="9991234012"/></playedMother>'],
    ["an access record", '<value extension="9991239995"/>', '<value extension="9991234012"/>'],
    ["a number in other characters", '<value extension="9991239995"/>', '<value extension="999 123 9995"/>'],
  ])("that has another NHS number in %s is never shown (H-01)", (_name, from, to) => {
    expect(classifyReply(reply(swap(response, from, to), "REPC"), expected)).toEqual({
      kind: "failed",
      reason: "about-someone-else",
      codes: [],
    });
  });

  it("for any two different numbers is never shown (H-01)", () => {
    const pairs = fc.tuple(nhsNumbers, nhsNumbers).filter(([asked, answered]) => asked !== answered);
    fc.assert(
      fc.property(
        pairs.chain(([asked, answered]) => fc.tuple(fc.constant(asked), responsesFor(answered))),
        ([asked, message]) => {
          const outcome = classifyReply(reply(buildQueryResponse(message), "REPC"), {
            ...expected,
            nhsNumber: asked,
          });
          expect(outcome).toMatchObject({ kind: "failed", reason: "about-someone-else" });
        },
      ),
      { numRuns: 60 },
    );
  });

  it("for our number is always a record, and no plan of it is lost", () => {
    fc.assert(
      fc.property(responsesFor(fixtureExchange.nhsNumber), (message) => {
        const outcome = classifyReply(reply(buildQueryResponse(message), "REPC"), anyBirthDate);
        if (outcome.kind !== "record") expect.unreachable(JSON.stringify(outcome));
        const sent = (message.response?.recordGroups ?? []).flat().flatMap(({ plans }) => plans);
        const shown = outcome.record.authorities.flatMap(({ plans }) => plans);
        expect(shown.map(({ kind }) => kind).sort()).toEqual(sent.map(({ kind }) => kind).sort());
        expect(outcome.record.gaps).toEqual([]);
        expect(outcome.record.accesses).toHaveLength(message.response?.accesses.length ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  it("whose date of birth differs from the host's is an identity mismatch, also for the mother of an unborn child", () => {
    const outcome = { kind: "failed", reason: "identity-mismatch", codes: [] };
    expect(classifyReply(reply(response, "REPC"), { ...expected, hostBirthDate: "2009-04-13" })).toEqual(
      outcome,
    );
    const mothers = swap(response, /(<parentMotherPerson><birthTime value=")20090412/, "$119990909");
    expect(classifyReply(reply(mothers, "REPC"), expected)).toEqual(outcome);
  });

  it("whose date of birth is only a year, or whose host has none, is compared as far as both go", () => {
    const year = swap(response, /20090412/g, "2009");
    expect(classifyReply(reply(year, "REPC"), expected).kind).toBe("record");
    expect(classifyReply(reply(year, "REPC"), { ...expected, hostBirthDate: "2010-04-12" }).kind).toBe(
      "failed",
    );
    expect(classifyReply(reply(response, "REPC"), anyBirthDate).kind).toBe("record");
  });

  it("that is broken in part is drawn with its gaps, never a plain failure (H-04)", () => {
    const outcome = classifyReply(reply(swap(response, /146105GB01/g, "146199GB01"), "REPC"), expected);
    if (outcome.kind !== "record") expect.unreachable();
    expect(outcome.record.gaps).toEqual(["plan-unreadable"]);
    expect(outcome.record.authorities.flatMap(({ plans }) => plans)).toHaveLength(2);
  });

  it("of which nothing can be read says that there is a record, to be treated as a positive (H-04)", () => {
    for (const [from, to] of [
      [/146\d\d\dGB01/g, "146199GB01"],
      [/<CP-ISNHSQueryResponse>.*<\/CP-ISNHSQueryResponse>/s, ""],
      [/<id root="2\.16\.840\.1\.113883\.2\.1\.4\.1"[^>]*>/g, ""],
    ] as const) {
      const outcome = classifyReply(reply(swap(response, from, to), "REPC"), expected);
      expect(outcome).toMatchObject({ kind: "failed", reason: "record-unreadable" });
    }
  });

  it("leaves out a record that does not say whose it is, and says that something is missing (H-01)", () => {
    const anonymous = swap(response, /<id root="2\.16\.840\.1\.113883\.2\.1\.4\.1"[^>]*>/, "");
    const outcome = classifyReply(reply(anonymous, "REPC"), expected);
    if (outcome.kind !== "record") expect.unreachable();
    expect(outcome.record.authorities.map(({ odsCode }) => odsCode)).toEqual(["ZZL32"]);
    expect(outcome.record.gaps).toEqual(["subject-unreadable", "plan-unreadable"]);
  });

  it("never hides that a plan was left out, which may be the only current one (H-04, H-11)", () => {
    const nhsNumber = /<id root="2\.16\.840\.1\.113883\.2\.1\.4\.1"[^>]*>/g;
    const ids = [...response.matchAll(nhsNumber)].map(([id]) => id);
    expect(ids.length).toBeGreaterThan(1);
    const emptied = (id: string): string => id.replace(/extension="[^"]*"/, 'extension=""');
    for (const change of [() => "", emptied]) {
      ids.forEach((_id, left) => {
        let at = -1;
        const message = response.replace(nhsNumber, (id) => ((at += 1) === left ? change(id) : id));
        const outcome = classifyReply(reply(message, "REPC"), expected);
        if (outcome.kind !== "record") expect.unreachable();
        expect(outcome.record.authorities).toHaveLength(1);
        expect(outcome.record.gaps).toContain("plan-unreadable");
      });
    }
  });

  it("shows the 25 newest accesses of more, and says so", () => {
    const many = response
      .replace(/<pertinentInformation13>.*?<\/pertinentInformation13>/s, (one) => one.repeat(30))
      .replace('AccessRecords><value value="3"/>', 'AccessRecords><value value="32"/>');
    const outcome = classifyReply(reply(many, "REPC"), expected);
    if (outcome.kind !== "record") expect.unreachable();
    expect(outcome.record.accesses).toHaveLength(25);
    expect(outcome.record.gaps).toEqual(["too-many-accesses"]);
  });

  it("that answers another message of ours is not believed", () => {
    const foreign = reply(response, "REPC", { refToMessageId: "5D1F0A00-0000-4000-8000-0000000001FF" });
    expect(classifyReply(foreign, expected)).toMatchObject({ kind: "failed", reason: "answer-unreadable" });
  });

  it("compares message ids as identifiers, not as letters", () => {
    const lower = reply(response, "REPC", { refToMessageId: fixtureExchange.messageId.toLowerCase() });
    expect(classifyReply(lower, expected).kind).toBe("record");
  });
});
