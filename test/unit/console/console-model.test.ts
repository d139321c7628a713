import { describe, expect, test } from "vitest";
import { consoleRoles, type ConsoleRole } from "../../../src/domain/console-role.js";
import { pagesOf, routeOf } from "../../../src/plugin/console/console-access.js";
import { toEnding, toFrame, toPage } from "../../../src/plugin/console/console-model.js";
import { change, configuration, location, me, now, overview } from "./samples.js";

const namesOf = (...roles: ConsoleRole[]): readonly string[] => pagesOf(roles).map(({ name }) => name);
const atOverview = routeOf("");

describe("who sees which page", () => {
  test("an administrator has every page but the audit", () => {
    expect(namesOf("administrator")).toEqual(["overview", "work-lists", "preview", "configuration", "pause"]);
  });

  test("a safeguarding lead has the lists and the pause switch, and no configuration", () => {
    expect(namesOf("safeguarding-lead")).toEqual(["overview", "work-lists", "preview", "pause"]);
  });

  test("an auditor reads the configuration and the audit, and switches nothing", () => {
    expect(namesOf("auditor")).toEqual(["overview", "preview", "audit", "configuration"]);
  });

  test("every other role has no page at all", () => {
    const others = consoleRoles.filter(
      (role) => !["administrator", "safeguarding-lead", "auditor"].includes(role),
    );
    expect(others.length).toBeGreaterThan(0);
    for (const role of others) expect(toPage({ me: me([role]) }, atOverview)).toMatchObject({ kind: "gate" });
  });

  test("an address of a page of another role shows why there is nothing", () => {
    const page = toPage({ me: me(["safeguarding-lead"]), overview: overview() }, routeOf("#/audit"));
    expect(page).toMatchObject({ kind: "gate", heading: "Your role does not have this page" });
  });

  test("an address that leads nowhere leads to the overview", () => {
    expect(routeOf("#/patients/9995260182")).toEqual({ page: "overview", part: "" });
    expect(routeOf("#/work-lists/not-checked")).toEqual({ page: "work-lists", part: "not-checked" });
  });
});

describe("the frame around every page", () => {
  const frame = (readings: Parameters<typeof toFrame>[0]) => toFrame(readings, atOverview, undefined);

  test("counts the changes that wait for a second person beside the configuration", () => {
    const { pages } = frame({ me: me(["administrator"]), configuration: configuration() });
    expect(pages.map(({ label }) => label)).toContain("Configuration (1 to approve)");
  });

  test("says on every page what is switched off, since when and by whom (H-04)", () => {
    const pauses = [
      {
        id: "p",
        scope: { kind: "location", locationId: "NGH-ED" },
        since: "2026-11-19T14:02:00.000Z",
        reason: "x",
        by: "ELLERY, Joan",
      },
    ] as const;
    const { strips } = frame({ me: me(["administrator"]), overview: overview({ pauses }) });
    expect(strips).toEqual([
      "Switched off since 19-Nov-2026 14:02: every check at Emergency department. By ELLERY, Joan.",
    ]);
  });

  test("says that what is shown is old where the gateway does not answer (H-04)", () => {
    const { strips } = frame({ me: me(["administrator"]), overview: overview(), isOld: true });
    expect(strips[0]).toContain("The gateway does not answer. What is shown is from 19-Nov-2026 15:05");
  });
});

describe("the end of a session", () => {
  test("is said in its last two minutes, with a way to stay", () => {
    const person = me(["administrator"]);
    expect(toEnding(person, now, 120_000)).toBeUndefined();
    expect(toEnding(person, "2026-11-19T15:18:30.000Z", 120_000)).toEqual({
      text: "Nobody uses this page. Your session ends at 15:20.",
      mayStay: true,
    });
  });

  test("that no use can put off is said without a way to stay", () => {
    const person = { ...me(["administrator"]), idleEndsAt: "2026-11-19T20:00:00.000Z" };
    expect(toEnding(person, "2026-11-19T19:59:00.000Z", 120_000)).toMatchObject({ mayStay: false });
  });
});

describe("the overview", () => {
  const pageOf = (of: Parameters<typeof overview>[0], roles: readonly ConsoleRole[] = ["administrator"]) => {
    const page = toPage(
      { me: me(roles), overview: overview(of), configuration: configuration() },
      atOverview,
    );
    if (page.kind !== "overview") throw new Error(page.kind);
    return page;
  };

  test("says whether a check tells the council in these words and no others (H-13)", () => {
    const base = overview().hospital;
    if (base === undefined) throw new Error("no hospital");
    const unset = { id: "NGH-MIU", name: "Larkmoor", enabled: false, discreet: false } as const;
    const locations = [
      location(),
      location({ id: "NGH-CPD", accessMode: "scheduled" }),
      { ...unset, checksToday: 0, changeWaiting: false },
    ];
    const rows = pageOf({ hospital: { ...base, locations } }).locations?.rows ?? [];
    expect(rows.map(([, here]) => [here?.text, here?.look])).toEqual([
      ["Tells the council", "solid"],
      ["Does not tell", "dashed"],
      ["Not set", undefined],
    ]);
    expect(rows[2]?.at(-1)).toMatchObject({
      text: "Off: staff see “not enabled here”",
      look: "attention",
    });
  });

  test("marks checks that could not be made and nobody made again", () => {
    const tile = pageOf({}).tiles[1];
    expect(tile).toMatchObject({ value: "3 of 214", needsAttention: true });
    expect(tile?.link?.href).toBe("#/work-lists/could-not-check");
  });

  test("never calls a connection working that is not known to be (H-04)", () => {
    const base = overview().hospital;
    if (base === undefined) throw new Error("no hospital");
    const { tiles } = pageOf({ hospital: { ...base, connection: { state: "unknown" } } });
    expect(tiles[0]).toMatchObject({ value: "Not known", foot: "No answer yet." });
  });

  test("marks a certificate from thirty days on, and one that has ended or cannot be read (H-34)", () => {
    const certificate = (state: "current" | "ending" | "ended" | "unreadable", daysLeft?: number) => ({
      use: "spine" as const,
      name: state,
      state,
      ...(daysLeft === undefined ? {} : { daysLeft, endsAt: "2026-12-02T00:00:00.000Z" }),
    });
    const { rows } = pageOf({
      certificates: [
        certificate("current", 31),
        certificate("current", 30),
        certificate("ended", 0),
        certificate("unreadable"),
      ],
    }).certificates;
    expect(rows.map(([, left]) => left)).toEqual([
      { text: "31 days left" },
      { text: "30 days left", look: "attention" },
      { text: "Ended", look: "attention" },
      { text: "Cannot be read", look: "attention" },
    ]);
  });

  test("shows the state of every scope of the pause switch, also of those that are not switched off", () => {
    expect(pageOf({}).pauses.rows.map(([what, state]) => [what?.text, state?.text])).toEqual([
      ["Every check of the site", "Not switched off"],
      ["Checks that nobody pressed for", "Not switched off"],
    ]);
  });
});

describe("a change that waits for a second person", () => {
  const cardFor = (userId: string, roles: readonly ConsoleRole[], of = change()) => {
    const page = toPage(
      { me: me(roles, userId), overview: overview(), configuration: configuration({ pending: [of] }) },
      routeOf("#/configuration"),
    );
    return page.kind === "configuration" ? page.changes[0] : undefined;
  };

  test("is offered to another administrator", () => {
    expect(cardFor("ellery", ["administrator"])).toMatchObject({ mayDecide: true, mayWithdraw: false });
  });

  test("is never offered to the one who asked, whatever the gateway says (H-13)", () => {
    expect(cardFor("adebayo", ["administrator"])).toMatchObject({
      mayDecide: false,
      mayWithdraw: true,
      why: "You asked for this change. Another administrator must approve it.",
    });
  });

  test("is never offered to an auditor", () => {
    expect(cardFor("ollerton", ["auditor"])).toMatchObject({ mayDecide: false, mayWithdraw: false });
  });

  test("names the location and what the setting means, before and after (H-13)", () => {
    expect(cardFor("ellery", ["administrator"])?.differences[0]).toMatchObject({
      label: "Access mode",
      location: { id: "NGH-SHC", name: "NGH-SHC" },
      before: "Unplanned care, tells the council",
      after: "Planned care, does not tell the council",
    });
  });

  test("is not shown as waiting once it has lapsed", () => {
    expect(cardFor("ellery", ["administrator"], change({ state: "lapsed" }))).toBeUndefined();
  });
});
