/** Views of the panel, one per state, about made-up children. Times are counted from one moment, as in the pictures. */
import type { PanelCase, PanelEpisode, PanelView } from "../../src/domain/panel-view.js";
import type { NotVisibleReason, Visibility } from "../../src/domain/visibility-state.js";

/** Thu 19-Nov-2026 15:05, English time. */
export const panelNow = "2026-11-19T15:05:00.000Z";

/** The case every view is about. */
export const localId = "NS-204417";

/** One opening today that nobody deals with. */
export const newEpisode: PanelEpisode = {
  id: "e-new",
  shift: { kind: "day", date: "2026-11-19" },
  firstAt: "2026-11-19T14:32:00.000Z",
  lastAt: "2026-11-19T14:32:00.000Z",
  openings: [
    {
      at: "2026-11-19T14:32:00.000Z",
      organisation: "Northgate General Hospital",
      by: "NAIR, Priya",
      role: "emergency medicine registrar",
    },
  ],
  handling: { kind: "nobody" },
  sentTo: ["you", "East Assessment Team"],
  ring: "01632960300",
};

const finished = {
  kind: "finished",
  by: "OKAFOR, Rosalind",
  at: "2026-08-17T07:41:00.000Z",
  note: "Rang ward. Seen after fall, discharged to mother. Visit today.",
} as const;
const augustNight = { kind: "night", date: "2026-08-16" } as const;

function overnight(id: string, at: string, organisation: string, by: string, role: string): PanelEpisode {
  const opening = { at, organisation, by, role };
  return {
    id,
    shift: augustNight,
    firstAt: at,
    lastAt: at,
    openings: [opening],
    handling: finished,
    sentTo: [],
  };
}

/** Three organisations in one night, dealt with. */
export const finishedNight: readonly PanelEpisode[] = [
  overnight("e-1", "2026-08-17T00:38:00.000Z", "NHS 111 Northshire", "BRIGGS, Tessa", "health adviser"),
  overnight("e-2", "2026-08-17T01:15:00.000Z", "Northshire Ambulance Service", "SHAH, Imran", "paramedic"),
  overnight("e-3", "2026-08-17T02:02:00.000Z", "Northgate General Hospital", "IQBAL, Hana", "nurse"),
];

/** A child that the NHS can see. */
export const visible: Visibility = {
  kind: "visible",
  since: "2026-03-13T06:12:00.000Z",
  confirmedAt: "2026-11-15T02:40:00.000Z",
};

const plain: PanelCase = {
  about: "child",
  visibility: visible,
  plans: [{ kind: "child-protection-plan", status: "current", start: "2026-03-12" }],
  isTold: true,
  telephones: { officeHours: "01632960101", emergencyDuty: "01632960199", testedOn: "2026-11-03" },
  episodes: [],
  deletions: [],
  history: [],
};

/** A view of one case. */
export const shown = (parts: Partial<PanelCase>): PanelView => ({
  key: localId,
  state: { kind: "shown", case: { ...plain, ...parts } },
});

/** A child that was refused, or never sent. */
export const notVisible = (reason: NotVisibleReason, code?: string): PanelView =>
  shown({
    visibility: {
      kind: "not-visible",
      reason,
      ...(code === undefined ? {} : { at: "2026-11-18T06:20:00.000Z", code }),
    },
    task: {
      kind: "compare-details",
      owner: "MISTRY, Jaya (data officer)",
      since: "2026-11-18T06:20:00.000Z",
    },
  });

const waitingSince = "2026-11-19T02:00:00.000Z";
const waiting = {
  kind: "waiting",
  since: waitingSince,
  alarmAt: "2026-11-20T02:00:00.000Z",
  overdue: false,
} as const;

/** Every state the panel can be in, by name. */
export const panelStates: Readonly<Record<string, PanelView>> = {
  visible: shown({ visibility: visible }),
  "visible-change-refused": shown({
    visibility: {
      ...visible,
      latestChange: { kind: "not-accepted", reason: "details-do-not-match", at: "2026-11-18T06:20:00.000Z" },
    },
  }),
  "visible-change-waiting": shown({
    visibility: { ...visible, latestChange: { kind: "waiting", since: waitingSince, overdue: false } },
  }),
  "not-visible": notVisible("details-do-not-match", "CPR03"),
  waiting: shown({ visibility: { ...waiting, phase: "sent" } }),
  "waiting-overdue": shown({ visibility: { ...waiting, phase: "sending-again", overdue: true } }),
  ended: shown({
    visibility: { kind: "ended", endedOn: "2026-06-30", acceptedAt: "2026-07-01T05:09:00.000Z" },
    plans: [{ kind: "child-protection-plan", status: "ended", start: "2025-05-12", end: "2026-06-30" }],
  }),
  "cannot-be-shared": shown({ visibility: { kind: "cannot-be-shared", at: "2026-11-11T06:31:00.000Z" } }),
  unborn: shown({
    about: "unborn-child",
    plans: [
      { kind: "unborn-child-protection-plan", status: "current", start: "2026-10-02", end: "2027-01-14" },
    ],
  }),
  loading: { key: localId, state: { kind: "loading" } },
  "not-held": { key: localId, state: { kind: "not-held" } },
  "not-permitted": { key: localId, state: { kind: "not-permitted" } },
  unreachable: { key: localId, state: { kind: "unreachable", since: panelNow } },
};

/** The panel of the picture of a whole case page. */
export const casePage = shown({ episodes: [newEpisode, ...finishedNight] });
