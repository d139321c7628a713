import { describe, expect, test } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import type { ConsoleAct } from "../../../src/domain/console-act.js";
import { gateOf, refusalText } from "../../../src/plugin/console/console-gates.js";
import {
  formatAge,
  formatHash,
  formatMoment,
  readMoment,
} from "../../../src/plugin/console/format-console.js";
import { isForm, keepAct, takeAct } from "../../../src/plugin/console/kept-act.js";
import { toSearch } from "../../../src/plugin/console/to-audit.js";
import { toCheck } from "../../../src/plugin/console/to-configuration.js";
import { scopeId, scopeOf } from "../../../src/plugin/console/to-pause.js";
import { toWorkLists } from "../../../src/plugin/console/to-work-lists.js";
import { change, now, overview } from "./samples.js";

/** As a browser's tab keeps things. */
function createStorage(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: () => null,
    clear: () => {
      held.clear();
    },
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => {
      held.set(key, value);
    },
    removeItem: (key) => {
      held.delete(key);
    },
  };
}

const form = {
  from: "19-Nov-2026 00:00",
  to: "19-Nov-2026 23:59",
  nhsNumber: "9995260182",
  userId: "",
  action: "",
  locationId: "NGH-ED",
  reason: "Asked by the Caldicott guardian",
};

describe("times", () => {
  test("are read as an English wall clock shows them, in summer and in winter (H-27)", () => {
    expect(readMoment("19-Nov-2026 14:32")).toBe("2026-11-19T14:32:00.000Z");
    expect(readMoment("1-jul-2026 14:32")).toBe("2026-07-01T13:32:00.000Z");
    expect(readMoment("01-Jul-2026")).toBe("2026-06-30T23:00:00.000Z");
    expect(formatMoment("2026-07-01T13:32:00.000Z")).toBe("01-Jul-2026 14:32");
  });

  test.each(["", "tomorrow", "2026-11-19 14:32", "19-Nov-2026 25:00", "19-Foo-2026"])(
    "are not guessed from %j",
    (text) => {
      expect(readMoment(text)).toBeUndefined();
    },
  );

  test("are never negative ages, because clocks differ (H-27)", () => {
    expect(formatAge("2026-11-19T15:06:00.000Z", now)).toBe("0 minutes");
    expect(formatAge("2026-11-17T15:05:00.000Z", now)).toBe("2 days");
  });

  test("a hash is shown by the part that people compare", () => {
    expect(formatHash("sha256:7f3a91c2aabbcc")).toBe("7f3a 91c2");
  });
});

describe("the search of the audit", () => {
  test("asks for what was filled in, and for nothing that was left empty", () => {
    expect(toSearch(form)).toEqual({
      from: "2026-11-19T00:00:00.000Z",
      to: "2026-11-19T23:59:00.000Z",
      nhsNumber: "9995260182",
      locationId: "NGH-ED",
      reason: "Asked by the Caldicott guardian",
    });
  });

  test("is not sent with a time that is none", () => {
    expect(toSearch({ ...form, from: "yesterday" })).toBeUndefined();
  });
});

describe("what is kept through one more sign-in", () => {
  test("is shown once, and has no NHS number in it", () => {
    const storage = createStorage();
    const act = { kind: "export", form, format: "csv", withSubjects: true } as const;
    const kept = { userId: "ollerton", hash: "#/audit", form: act };
    keepAct(storage, kept);
    expect(storage.getItem("cpis-console-act")).not.toContain("9995260182");
    expect(takeAct(storage, "ollerton")).toEqual({
      ...kept,
      form: { ...act, form: { ...form, nhsNumber: "" } },
    });
    expect(takeAct(storage, "ollerton")).toBeUndefined();
  });

  test("is shown to nobody else, and is gone then", () => {
    const storage = createStorage();
    keepAct(storage, { userId: "ollerton", hash: "#/pause", form: { kind: "withdraw", id: "1" } });
    expect(takeAct(storage, "marlowe")).toBeUndefined();
    expect(storage.length).toBe(0);
  });

  test("is a form that was filled in, never a mere press", () => {
    const presses: readonly ConsoleAct[] = [{ kind: "read-again" }, { kind: "stay" }, { kind: "sign-out" }];
    expect(presses.filter(isForm)).toEqual([]);
    expect(isForm({ kind: "withdraw", id: "1" })).toBe(true);
  });
});

describe("what a refusal says", () => {
  test("that it is not known whether it was done, where the gateway did not answer", () => {
    expect(refusalText(new CpisError("CPIS_GATEWAY_UNREACHABLE"))).toContain("It may have been done");
  });

  test("that nothing was done, with the code, where the gateway refused", () => {
    expect(refusalText(new CpisError("CPIS_STORE_FAILED"))).toBe(
      "Not done: the gateway refused it (CPIS_STORE_FAILED).",
    );
  });

  test("that the session has ended, only to somebody who had one", () => {
    const error = new CpisError("CPIS_SESSION_MISSING");
    expect(gateOf(error, true).heading).toBe("Your session has ended");
    expect(gateOf(error, false).heading).toBe("CP-IS console");
  });
});

describe("what a text would do", () => {
  const check = { ok: true, issues: [], differences: change().differences, needsTwo: true, effects: [] };

  test("is that it waits, where a second person is needed", () => {
    expect(toCheck(check, [])).toMatchObject({
      summary: "1 setting differs. It waits for a second person, and changes nothing until then.",
    });
  });

  test("is nothing where it has faults, and each fault is named with its place", () => {
    const issues = [{ path: "http.port", message: "must be a port", severity: "error" as const }];
    expect(toCheck({ ...check, ok: false, issues, differences: [] }, [])).toMatchObject({
      summary: "It cannot be used: put the faults right and check again.",
      issues: [{ text: "http.port: must be a port", isError: true }],
    });
  });
});

describe("the pause switch", () => {
  test.each([
    { kind: "site" } as const,
    { kind: "automatic" } as const,
    { kind: "location", locationId: "a:b" } as const,
  ])("sends the scope that was chosen: %j", (scope) => {
    expect(scopeOf(scopeId(scope))).toEqual(scope);
  });
});

describe("a work list", () => {
  const item = {
    lookupId: "L1",
    locationId: "NGH-ED",
    locationName: "Emergency department",
    since: "2026-11-19T14:18:00.000Z",
    reason: "nhs-number-missing",
  };

  test("has no column for patients where the gateway names none (H-12)", () => {
    const page = toWorkLists({ list: "not-checked", items: [item], more: false }, overview());
    expect(page.table.columns).toEqual(["Location", "Why", "Opened by", "Since"]);
  });

  test("says that reading the patients is written into the audit", () => {
    const patient = { nhsNumber: "9995260182", encounterId: "ENC-1" };
    const page = toWorkLists({ list: "not-checked", items: [{ ...item, patient }], more: false }, overview());
    expect(page.lead).toContain("Reading the patients here is written into the audit");
    expect(page.table.rows[0]?.[1]).toMatchObject({ text: "NHS No. 999 526 0182", under: "Encounter ENC-1" });
  });

  test("that is empty never says that anything is safe (H-04)", () => {
    const page = toWorkLists({ list: "records-not-opened", items: [], more: false }, overview());
    expect(page.table.empty).toBe("Nothing is on this list now.");
  });
});
