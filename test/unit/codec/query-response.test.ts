import { describe, expect, it } from "vitest";
import { parseQueryResponse } from "../../../src/codec/hl7v3/query-response.js";
import { readQueryResponse } from "../../../src/codec/hl7v3/read-query-response.js";
import type { RecordGap } from "../../../src/domain/protection-record.js";
import { fixtureBytes, fixtureExchange, fixtureText } from "../../support/fixtures.js";

const whole = fixtureText("messages/query-response.xml");

function changed(from: string | RegExp, to: string): string {
  const text = whole.replace(from, to);
  expect(text).not.toBe(whole);
  return text;
}

const access = /<pertinentInformation13>.*?<\/pertinentInformation13>/s;
const twentySix = whole
  .replace(access, (one) => one.repeat(24))
  .replace('AccessRecords><value value="3"/>', 'AccessRecords><value value="26"/>');

describe("parseQueryResponse", () => {
  it("reads plans, authorities, both telephone numbers, subjects and accesses", () => {
    const { response } = parseQueryResponse(fixtureBytes("messages/query-response.xml"));
    expect(response?.recordGroups.flat().flatMap(({ plans }) => plans)).toEqual([
      { kind: "looked-after-child", startDate: "202306010900" },
      { kind: "child-protection-plan", startDate: "202503010900", endDate: "202512010000" },
      { kind: "unborn-child-protection-plan", startDate: "202510010900", endDate: "202604150000" },
    ]);
    expect(response?.recordGroups[0]?.[0]?.authority).toEqual({
      odsCode: "ZZL31",
      name: "MADE-UP COUNTY COUNCIL",
      telecoms: [
        { use: "EC", number: "01632960302" },
        { use: "WP", number: "01632960301" },
      ],
    });
    expect(response?.recordGroups.flat().flatMap(({ subjects }) => subjects.map(({ kind }) => kind))).toEqual(
      ["child", "mother"],
    );
    expect(response?.accesses.map(({ author }) => author.kind)).toEqual(["person", "device", "device"]);
  });

  it("accepts a total that counts plans instead of records, because no source says which", () => {
    const counted = changed('ChildRecords><value value="2"/>', 'ChildRecords><value value="3"/>');
    expect(parseQueryResponse(counted).response?.totalChildRecords).toBe(3);
  });

  it.each([
    ["an unknown plan template", /146105GB01/g, "146199GB01"],
    [
      "a contentId of another template",
      "COCT_TP146103GB01#LACInformation",
      "COCT_TP146105GB01#CPPInformation",
    ],
    ["an unborn child's plan without its end date", /<component1><uCPEndDate>.*?<\/component1>/, ""],
    ["a plan date that is not one", "202306010900", "202313010900"],
    ["a plan date with seconds", "202306010900", "20230601090000"],
    ["no start date", /<component><lACStartDate>.*?<\/component>/, ""],
    [
      "a total of accesses that differs",
      'AccessRecords><value value="3"/>',
      'AccessRecords><value value="2"/>',
    ],
    ["a total of records that differs", 'ChildRecords><value value="2"/>', 'ChildRecords><value value="9"/>'],
    ["a total that is no count", 'ChildRecords><value value="2"/>', 'ChildRecords><value value="-2"/>'],
    ["no record at all", /<pertinentInformation14>.*<\/pertinentInformation14>/s, ""],
    ["a record without a subject", /<subject><npfitlc.*?<\/subject>/s, ""],
    ["a telephone number without digits", "tel:01632960302", "tel:"],
    ["a subject without NHS number", /<id root="2\.16\.840\.1\.113883\.2\.1\.4\.1"[^>]*>/, ""],
    ["an NHS number of nine digits", 'extension="9991239995"/><id', 'extension="999123999"/><id'],
    ["a date of birth that is not one", "20090412", "20090431"],
    ["no queryAck", /<queryAck.*<\/queryAck>/s, ""],
  ])("refuses %s", (_name, from, to) => {
    expect(() => parseQueryResponse(changed(from, to))).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
    );
  });

  it("refuses more than 25 accesses", () => {
    expect(() => parseQueryResponse(twentySix)).toThrow(
      expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }),
    );
  });
});

describe("readQueryResponse", () => {
  it("finds no gap in a whole response, and says the same as the strict reader", () => {
    const { response, gaps } = readQueryResponse(whole);
    expect(gaps).toEqual([]);
    const strict = parseQueryResponse(whole).response;
    expect(response.accesses).toEqual(strict?.accesses);
    expect(response.records.map(({ plans }) => plans)).toEqual(
      strict?.recordGroups.flat().map(({ plans }) => plans),
    );
    expect(response.records.map(({ subjects }) => subjects)).toEqual(
      strict?.recordGroups.flat().map(({ subjects }) => subjects),
    );
    expect(new Set(response.nhsNumbers)).toEqual(new Set([fixtureExchange.nhsNumber]));
    expect(response.birthDates).toEqual([fixtureExchange.birthDate, fixtureExchange.birthDate]);
  });

  it.each<readonly [string, string | RegExp, string, readonly RecordGap[]]>([
    ["an unknown plan template", /146105GB01/g, "146199GB01", ["plan-unreadable"]],
    [
      "an unborn child's plan without its end date",
      /<component1><uCPEndDate>.*?<\/component1>/,
      "",
      ["plan-unreadable"],
    ],
    ["an end date that is not one", "202512010000", "2025", ["plan-unreadable"]],
    ["a subject without a name", /<name><given>Wren<\/given>.*?<\/name>/, "", ["subject-unreadable"]],
    ["an access without author", /<author>.*?<\/author>/s, "", ["access-unreadable"]],
    ["an access without a moment", "20250705101500+0100", "20250705", ["access-unreadable"]],
    ["a telephone number without digits", "tel:01632960302", "tel:", ["authority-unreadable"]],
    ["an authority without a name", "<name>MADE-UP COUNTY COUNCIL</name>", "", ["authority-unreadable"]],
    [
      "no authority",
      /<communicationFunctionSnd><organisation>.*?<\/communicationFunctionSnd>/s,
      "",
      ["authority-unreadable"],
    ],
    [
      "a total of accesses that differs",
      'AccessRecords><value value="3"/>',
      'AccessRecords><value value="4"/>',
      ["access-count-differs"],
    ],
    [
      "no total of records",
      /<pertinentInformation12>.*?<\/pertinentInformation12>/s,
      "",
      ["record-count-differs"],
    ],
  ])("says what could not be read and keeps all the rest: %s", (_name, from, to, expected) => {
    const { response, gaps } = readQueryResponse(changed(from, to));
    expect(gaps).toEqual(expected);
    const { response: all } = readQueryResponse(whole);
    const found = (one: typeof all): number =>
      one.records.flatMap(({ plans, subjects, authority }) => [...plans, ...subjects, ...authority.telecoms])
        .length + one.accesses.length;
    expect(found(response)).toBeGreaterThanOrEqual(found(all) - 2);
    expect(response.records).toHaveLength(2);
  });

  it("keeps a plan whose end date cannot be read, as one that has a start", () => {
    const { response } = readQueryResponse(changed("202512010000", "2025"));
    expect(response.records[0]?.plans[1]).toEqual({
      kind: "child-protection-plan",
      startDate: "202503010900",
    });
  });

  it("keeps more than 25 accesses and says that there are too many", () => {
    const { response, gaps } = readQueryResponse(twentySix);
    expect(response.accesses).toHaveLength(26);
    expect(gaps).toEqual(["too-many-accesses"]);
  });

  it("sees NHS numbers also in parts that it cannot read otherwise (H-01)", () => {
    const broken = changed(/<childPerson>.*?<\/childPerson>/s, "").replace(
      'extension="9991239995"/><id',
      'extension="9991234012"/><id',
    );
    const { response, gaps } = readQueryResponse(broken);
    expect(gaps).toEqual(["subject-unreadable"]);
    expect(response.nhsNumbers).toContain("9991234012");
  });

  it("says that a record without a number of its own is not identified (H-01)", () => {
    const anonymous = changed(/<id root="2\.16\.840\.1\.113883\.2\.1\.4\.1"[^>]*>/, "");
    expect(readQueryResponse(anonymous).response.records.map(({ identified }) => identified)).toEqual([
      false,
      true,
    ]);
  });
});
