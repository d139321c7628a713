import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CaseView } from "../../../../src/contract/council-case.js";
import type {
  CouncilDirectory,
  CouncilEvent,
  EpisodeView,
  MailboxHealth,
} from "../../../../src/contract/council.js";
import { idlePanelView, type PanelView } from "../../../../src/domain/panel-view.js";
import {
  createCouncilPanel,
  type CouncilPanel,
  type PanelElement,
} from "../../../../src/plugin/council/create-council-panel.js";

const episode: EpisodeView = {
  episodeId: "e/1",
  localId: "NS-1",
  name: "FERNSBY, Milo",
  organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
  shift: { kind: "day", date: "2026-11-19" },
  firstAt: "2026-11-19T14:32:00Z",
  lastAt: "2026-11-19T14:32:00Z",
  openings: [
    {
      at: "2026-11-19T14:32:00Z",
      by: { name: "NAIR, Priya", role: "Registrar", kind: "person" },
      faults: [],
      nhsNumbers: ["9995260182"],
      localIds: ["NS-1"],
    },
  ],
  state: "new",
  hops: [
    {
      to: { kind: "team", teamId: "east" },
      at: "2026-11-19T14:33:00Z",
      why: "new",
      teamName: "East Assessment Team",
    },
  ],
  notes: [],
};

const milo: CaseView = {
  localId: "NS-1",
  child: {
    nhsNumber: "9995260182",
    familyName: "Fernsby",
    givenNames: ["Milo"],
    birthDate: "2018-02-03",
  },
  statuses: [{ code: "CPP", from: "2026-03-12" }],
  savedAt: "2026-03-12T10:00:00Z",
  plans: [{ kind: "child-protection-plan", start: "2026-03-12" }],
  unplaced: [],
  unsupported: [],
  visibility: { kind: "visible", since: "2026-03-13T06:12:00Z", confirmedAt: "2026-03-13T06:12:00Z" },
  reminders: [],
  work: [],
  deletions: [],
  sendings: [],
  episodes: [],
  serverTime: "2026-11-19T15:05:00Z",
};

const health: MailboxHealth = {
  environment: "simulator",
  serverTime: "2026-11-19T15:05:00Z",
  mailboxId: "X26ABC1",
  readEveryMs: 600_000,
  silenceAlarmMs: 86_400_000,
  unprocessed: 0,
  quarantined: 0,
  left: 0,
  troubles: [],
};

const directory: CouncilDirectory = {
  authority: { odsCode: "ZZL01", name: "Northshire Council", emergencyDutyTelephone: "01632960199" },
  teams: [{ teamId: "east", name: "East Assessment Team" }],
  workers: [{ workerId: "w-2", name: "BELL, Simone", away: true }],
  dutyManagerName: "ABARA, Joy",
};

const fixed: Readonly<Record<string, unknown>> = {
  "/api/v1/council/health": health,
  "/api/v1/council/directory": directory,
};

describe("the council panel's plugin", () => {
  let current: unknown;
  let status: number;
  let posted: { path: string; body: unknown }[];
  let streams: ServerResponse[];
  let panel: CouncilPanel;
  let element: PanelElement;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/api/v1/council/stream") {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
      streams.push(response);
      return;
    }
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      if (request.method === "POST") posted.push({ path, body: JSON.parse(text) });
      const isRefused = status !== 200;
      response.writeHead(status, {
        "content-type": isRefused ? "application/problem+json" : "application/json",
      });
      const answer = fixed[path] ?? current;
      response.end(JSON.stringify(isRefused ? problem(status) : answer));
    });
  });
  const problem = (code: number) => ({
    type: "about:blank",
    title: "Refused",
    status: code,
    code: code === 403 ? "CPIS_ROLE_NOT_PERMITTED" : "CPIS_CASE_NOT_FOUND",
  });

  beforeEach(async () => {
    [current, status, posted, streams] = [milo, 200, [], []];
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // The panel as the plugin sees it: two properties and events.
    element = Object.assign(new EventTarget(), {
      localId: null,
      view: idlePanelView,
      passTargets: [],
    }) as unknown as PanelElement;
    panel = createCouncilPanel({
      gatewayUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      getToken: () => Promise.resolve("token"),
      element,
      localId: "NS-1",
      userNames: ["OKAFOR, Rosalind"],
      timings: { readMs: 60_000, retryMs: 20, againMs: 20 },
    });
    panel.start();
  });
  afterEach(async () => {
    panel.stop();
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });

  const shown = (state: PanelView["state"]["kind"]) =>
    vi.waitFor(() => {
      expect(element.view.state.kind).toBe(state);
    });
  const tell = (event: CouncilEvent) =>
    streams.forEach((stream) => stream.write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`));
  const press = (name: string, detail: unknown) => element.dispatchEvent(new CustomEvent(name, { detail }));
  const streaming = () =>
    vi.waitFor(() => {
      expect(streams).toHaveLength(1);
    });

  it("says that nothing is known until the gateway has answered, then what it answered", async () => {
    expect(element.view).toEqual({ key: "NS-1", state: { kind: "loading" } });
    await shown("shown");
    expect(element.view.state).toMatchObject({
      case: { visibility: milo.visibility, plans: [{ status: "current" }], isTold: false },
    });
    expect(element.view.environment).toBe("simulator");
  });

  it("never shows the eighteenth birthday as an end that we told (R-89)", async () => {
    const plan = { kind: "child-protection-plan", start: "2026-03-12", end: "2036-02-03" } as const;
    current = { ...milo, plans: [{ ...plan, endCause: "eighteenth-birthday" }] };
    panel.open("NS-1");
    await shown("shown");
    expect(JSON.stringify(element.view)).not.toContain("2036");
  });

  it("reads again when the stream says that a notice arrived", async () => {
    await shown("shown");
    await streaming();
    current = { ...milo, episodes: [episode] };
    tell({ kind: "notice-arrived", episodeId: "e/1", localId: "NS-1" });
    await vi.waitFor(() => {
      expect(element.view.state).toMatchObject({
        case: { episodes: [{ id: "e/1", sentTo: ["East Assessment Team"], handling: { kind: "nobody" } }] },
      });
    });
  });

  it("reads again whatever was missed while there was no stream", async () => {
    await shown("shown");
    await streaming();
    current = { ...milo, episodes: [episode] };
    streams.pop()?.destroy();
    await vi.waitFor(() => {
      expect(element.view.state).toMatchObject({ case: { episodes: [{ id: "e/1" }] } });
    });
  });

  it("takes the older answer away as soon as the gateway cannot be reached (R-40)", async () => {
    await shown("shown");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await shown("unreachable");
    expect(JSON.stringify(element.view)).not.toContain("visible");
  });

  it("takes an answer it cannot understand for none, never for half a one", async () => {
    await shown("shown");
    await streaming();
    current = { ...milo, visibility: { kind: "sent" } };
    tell({ kind: "case-changed", localId: "NS-1" });
    await shown("unreachable");
  });

  it.each([
    [404, "not-held"],
    [403, "not-permitted"],
  ] as const)("says of the answer %i that the case is %s", async (code, kind) => {
    status = code;
    panel.open("NS-2");
    await shown(kind);
  });

  it("is rid of the last child before opening the next returns (H-01)", async () => {
    await shown("shown");
    panel.open("NS-2");
    expect(element.localId).toBe("NS-2");
    expect(element.view).toEqual({ key: "NS-2", state: { kind: "loading" } });
    panel.open(null);
    expect(element.localId).toBeNull();
    expect(element.view).toEqual(idlePanelView);
  });

  it("writes the note before it finishes, for every organisation of the card (H-18)", async () => {
    await shown("shown");
    press("cpis-notice-acted", { kind: "finish", episodeIds: ["e/1", "e/2"], note: "Rang the ward." });
    await vi.waitFor(() => {
      expect(posted.map(({ path }) => path)).toEqual([
        "/api/v1/council/notices/e%2F1/note",
        "/api/v1/council/notices/e%2F1/finish",
        "/api/v1/council/notices/e%2F2/note",
        "/api/v1/council/notices/e%2F2/finish",
      ]);
    });
    expect(posted[0]?.body).toEqual({ text: "Rang the ward." });
  });

  it("does not send one press twice", async () => {
    await shown("shown");
    press("cpis-notice-acted", { kind: "take", episodeIds: ["e/1"] });
    press("cpis-notice-acted", { kind: "take", episodeIds: ["e/1"] });
    await vi.waitFor(() => {
      expect(posted.length).toBeGreaterThan(0);
    });
    expect(posted).toEqual([{ path: "/api/v1/council/notices/e%2F1/take", body: {} }]);
  });

  it("says in words that a press was refused, and keeps what is known", async () => {
    await shown("shown");
    status = 403;
    press("cpis-notice-acted", { kind: "take", episodeIds: ["e/1"] });
    await vi.waitFor(() => {
      expect(element.view.refusal).toBe("Your role does not include that.");
    });
    expect(element.view.state.kind).toBe("shown");
  });

  it("asks that this case goes into the next file, and calls nothing sent before it is (H-20)", async () => {
    await shown("shown");
    current = { ...milo, sendAgainAskedAt: "2026-11-19T15:06:00Z" };
    press("cpis-sending-requested", { localId: "NS-1" });
    await vi.waitFor(() => {
      expect(element.view.state).toMatchObject({ case: { sendAgainAskedAt: "2026-11-19T15:06:00Z" } });
    });
    expect(posted).toEqual([{ path: "/api/v1/council/uploads/wishes", body: { localId: "NS-1" } }]);
  });

  it("shows the council’s own numbers as its gateway has them, and whom a notice can be passed to (H-28)", async () => {
    await shown("shown");
    expect(element.view.state).toMatchObject({ case: { telephones: { emergencyDuty: "01632960199" } } });
    expect(element.passTargets.map(({ label }) => label)).toEqual([
      "East Assessment Team",
      "BELL, Simone (away today)",
      "Duty manager, ABARA, Joy",
      "Emergency duty team",
      "Data officer",
    ]);
  });

  it("asks for the deletion of the plan that lasts, with its reason (R-90)", async () => {
    current = {
      ...milo,
      plans: [{ kind: "looked-after-child", start: "2020-01-01", end: "2020-02-01" }, ...milo.plans],
    };
    panel.open("NS-1");
    await shown("shown");
    press("cpis-deletion-requested", { localId: "NS-1", reason: "Wrong twin" });
    await vi.waitFor(() => {
      expect(posted).toEqual([
        {
          path: "/api/v1/cases/NS-1/deletion",
          body: { kind: "child-protection-plan", start: "2026-03-12", reason: "Wrong twin" },
        },
      ]);
    });
  });

  it("says who asked to take a plan out by the name that the gateway gives, where the page names nobody (R-90)", async () => {
    const deletion = { deletionId: "d1", kind: "child-protection-plan", start: "2026-03-12" } as const;
    const asked = { reason: "Wrong twin", requestedBy: "u-7", requestedAt: "2026-11-19T15:00:00Z" };
    for (const [named, askedBy] of [
      [{ requestedByName: "BELL, Simone" }, "BELL, Simone"],
      [{}, "u-7"],
    ] as const) {
      current = { ...milo, deletions: [{ ...deletion, ...asked, ...named }] };
      panel.open("NS-1");
      await shown("shown");
      expect(element.view.state).toMatchObject({ case: { deletions: [{ askedBy, byYou: false }] } });
    }
  });

  it("says You of whom the gateway names as the user, and of nobody else", async () => {
    const taken = { ...episode, state: "taken", takenAt: episode.lastAt } as const;
    for (const [takenBy, you] of [
      ["OKAFOR, Rosalind", true],
      ["BELL, Simone", false],
    ] as const) {
      current = { ...milo, episodes: [{ ...taken, takenBy }] };
      panel.open("NS-1");
      await shown("shown");
      expect(element.view.state).toMatchObject({
        case: { episodes: [{ handling: { kind: "taken", you } }] },
      });
    }
  });
});
