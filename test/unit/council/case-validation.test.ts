import { describe, expect, test } from "vitest";
import { sentName } from "../../../src/domain/case-record.js";
import { validateCase, type CaseDraft } from "../../../src/domain/case-validation.js";
import { validateStatusTable, defaultStatusTable } from "../../../src/domain/legal-status.js";
import { validateLocalAuthority } from "../../../src/domain/local-authority.js";
import { parseName } from "../../../src/domain/person-name.js";
import { parseTelephone } from "../../../src/domain/telephone.js";

const today = "2026-11-19";

const milo = {
  localId: "NS-204417",
  child: {
    nhsNumber: "999 526 0182",
    familyName: "Fernsby",
    givenNames: ["Milo", "James"],
    birthDate: "2018-02-03",
  },
  statuses: [{ code: "CPP", from: "2026-03-12" }],
  worker: { id: "rokafor", name: "Rosalind Okafor", telephone: "01632 960110" },
  teamId: "east-assessment",
} satisfies CaseDraft;

function issuesOf(draft: CaseDraft) {
  const reading = validateCase(draft, today);
  return reading.ok ? [] : reading.issues.map(({ path }) => path);
}

test("a good case is read, tidied, and keeps its whole history", () => {
  expect(validateCase(milo, today)).toEqual({
    ok: true,
    record: {
      localId: "NS-204417",
      subject: {
        kind: "child",
        child: {
          nhsNumber: "9995260182",
          familyName: "Fernsby",
          givenNames: ["Milo", "James"],
          birthDate: "2018-02-03",
        },
      },
      statuses: [{ code: "CPP", from: "2026-03-12" }],
      worker: { id: "rokafor", name: "Rosalind Okafor", telephone: "01632960110" },
      teamId: "east-assessment",
    },
  });
});

test("every fault of a case is reported at once, with its path and without its value", () => {
  const draft: CaseDraft = {
    localId: " ",
    child: {
      nhsNumber: "9995260183",
      familyName: "Fernsby (aka Cole)",
      givenNames: ["Milo", "2"],
      birthDate: "2018-02-30",
    },
    mother: { familyName: "", birthDate: "2027-01-01" },
    dueDate: "soon",
    statuses: [
      { from: "2026-03-12", until: "2026-03-11" },
      { code: "CPP", from: "12/03/2026" },
    ],
    worker: { id: "", name: "Rosalind Okafor", telephone: "960110 or 960111" },
    adoptedOn: "2030-01-01",
  };
  const reading = validateCase(draft, today);
  expect(reading.ok).toBe(false);
  expect(issuesOf(draft)).toEqual([
    "localId",
    "mother.familyName",
    "mother.givenNames",
    "mother.birthDate",
    "dueDate",
    "child.nhsNumber",
    "child.familyName",
    "child.givenNames[1]",
    "child.birthDate",
    "statuses[0].code",
    "statuses[0].until",
    "statuses[1].from",
    "worker.id",
    "worker.telephone",
    "adoptedOn",
  ]);
  const words = JSON.stringify(reading);
  for (const value of ["9995260183", "Fernsby", "2018-02-30", "960110", "soon"])
    expect(words).not.toContain(value);
});

test("a case about nobody is refused", () => {
  expect(issuesOf({ localId: "NS-1" })).toEqual(["child"]);
});

test("a child without an NHS number is stored, because not sending it must be seen rather than forgotten (H-21)", () => {
  const reading = validateCase({ ...milo, child: { ...milo.child, nhsNumber: "" } }, today);
  expect(reading.ok && reading.record.subject).toEqual({
    kind: "child",
    child: { familyName: "Fernsby", givenNames: ["Milo", "James"], birthDate: "2018-02-03" },
  });
});

test("an unborn child is read with its mother and its due date, and stored without them", () => {
  const mother = {
    nhsNumber: "9991860916",
    familyName: "Okonjo",
    givenNames: ["Blessing"],
    birthDate: "1999-05-07",
  };
  const reading = validateCase(
    { localId: "NS-U1", mother: { ...mother, localId: "NS-9" }, dueDate: "2027-01-14" },
    today,
  );
  expect(reading.ok && reading.record.subject).toEqual({
    kind: "unborn-child",
    beforeBirth: { mother: { ...mother, localId: "NS-9" }, dueDate: "2027-01-14" },
  });
  expect(validateCase({ localId: "NS-U2", dueDate: "2027-01-14" }, today).ok).toBe(true);
});

test.each<[string, Partial<CaseDraft>, string]>([
  ["a birth in the future", { child: { ...milo.child, birthDate: "2026-11-20" } }, "child.birthDate"],
  ["an adoption before the birth", { adoptedOn: "2017-01-01" }, "adoptedOn"],
  [
    "a status before the birth of a child nobody followed before it",
    { statuses: [{ code: "C2", from: "2017-01-01" }] },
    "statuses[0].from",
  ],
  ["a local id that would not survive the wire", { localId: "Zoë\n1" }, "localId"],
  [
    "a date the calendar does not have",
    { statuses: [{ code: "C2", from: "2025-02-29" }] },
    "statuses[0].from",
  ],
])("%s is refused", (_, change, path) => {
  expect(issuesOf({ ...milo, ...change })).toContain(path);
});

test("a due date more than ten months away is refused for a child still unborn", () => {
  expect(issuesOf({ localId: "NS-U3", dueDate: "2028-01-14" })).toEqual(["dueDate"]);
});

describe("names", () => {
  test.each([
    ["  O’Hara-Lindqvist ", "O'Hara-Lindqvist"],
    ["Zoe\u0308", "Zoë"],
    ["van  der Berg", "van der Berg"],
    ["Nguyễn", "Nguyễn"],
    ["محمد", "محمد"],
    ["St. John", "St. John"],
  ])("%j is read as %j", (text, name) => {
    expect(parseName(text)).toEqual({ ok: true, name });
  });

  test.each([
    ["", "missing"],
    ["Fernsby, Milo", "not-a-name"],
    ["Milo (known as Mim)", "not-a-name"],
    ["Baby 2", "not-a-name"],
    ["Fernsby/Cole", "not-a-name"],
    ["-", "not-a-name"],
    ["UNBORN", "placeholder"],
    ["Not known", "placeholder"],
    ["x".repeat(201), "too-long"],
  ])("%j is refused as %s", (text, fault) => {
    expect(parseName(text)).toEqual({ ok: false, fault });
  });

  test("the first given name is sent, because the register accepts it alone (R-75)", () => {
    const person = { familyName: "Fernsby", givenNames: ["Milo", "James"], birthDate: "2018-02-03" };
    expect(sentName(person)).toEqual({ given: "Milo", family: "Fernsby" });
  });
});

describe("telephones", () => {
  test.each([
    "01632 960101",
    "(01632) 960 101",
    "+44 1632 960101",
    "+44 (0)1632 960101",
    "01632-960101",
    "01632.960101",
  ])("%j is read as national digits", (text) => {
    expect(parseTelephone(text)).toEqual({ ok: true, digits: "01632960101" });
  });

  test.each(["01632 960101 ext 4", "01632 960101 / 960102", "960101", "112", "ring the team", "+1 555 0100"])(
    "%j is refused, because what would be left reaches somebody else (H-28)",
    (text) => {
      expect(parseTelephone(text)).toEqual({ ok: false, fault: "invalid" });
    },
  );

  test("a council without an emergency duty number cannot upload (H-28)", () => {
    const council = { odsCode: "ZZL01", name: "Northshire Council", officeHoursTelephone: "01632 960101" };
    expect(validateLocalAuthority(council)).toMatchObject({
      ok: false,
      issues: [{ path: "emergencyDutyTelephone" }],
    });
    expect(validateLocalAuthority({ ...council, emergencyDutyTelephone: "01632 960199" })).toEqual({
      ok: true,
      authority: {
        odsCode: "ZZL01",
        name: "Northshire Council",
        officeHoursTelephone: "01632960101",
        emergencyDutyTelephone: "01632960199",
      },
    });
    expect(validateLocalAuthority({ odsCode: "zz", officeHoursTelephone: "nine" })).toMatchObject({
      issues: [
        { path: "odsCode" },
        { path: "name" },
        { path: "emergencyDutyTelephone" },
        { path: "officeHoursTelephone" },
      ],
    });
  });
});

describe("the status table", () => {
  test("a council starts from has no fault", () => {
    expect(validateStatusTable(defaultStatusTable)).toEqual([]);
  });

  test("is refused with every fault named", () => {
    const row = { code: "C2", label: "", group: "looked-after", plan: "looked-after-child" } as const;
    const issues = validateStatusTable([
      { ...row, until: "2025-12-31" },
      { ...row, from: "2025-12-31" },
      { ...row, group: "child-protection", from: "2020-01-01", until: "2019-01-01" },
      { ...row, code: " ", from: "yesterday" },
    ]);
    expect(issues.map(({ path }) => path)).toEqual([
      "statuses[1]",
      "statuses[2].until",
      "statuses[2].plan",
      "statuses[2].group",
      "statuses[2]",
      "statuses[3].code",
      "statuses[3].from",
    ]);
  });
});
