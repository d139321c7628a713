import type { PanelCase, PanelState, PanelTask, PanelView } from "../../src/domain/panel-view.js";
import type { LatestChange, Visibility } from "../../src/domain/visibility-state.js";
import type { WorkKind } from "../../src/domain/work-item.js";
import { formatDate, formatNhsNumber } from "../format.js";
import { formatDateTime } from "../format-person.js";
import { formatAge, formatDayOf } from "./format-age.js";
import type { PanelIconName } from "./panel-icon.js";
import * as words from "./wording-state.js";

/** What the state block says and how it looks. */
export interface StateFace {
  readonly look: "visible" | "not-visible" | "waiting" | "ended" | "locked" | "unknown";
  readonly icon: PanelIconName;
  readonly heading: string;
  readonly lead: string;
  readonly foot: string;
  readonly remedy?: { readonly words: string; readonly ask?: RemedyControl };
  /** A change that came after the version the NHS sees, and was not accepted or is not answered. */
  readonly latest?: { readonly words: string; readonly ask?: RemedyControl; readonly isWaiting: boolean };
}

/** The one control of a state block. */
export interface RemedyControl {
  readonly label: string;
  readonly wants: WorkKind;
  readonly isQuiet: boolean;
}

/** What a view that cannot be drawn becomes: never a blank, never an older answer (R-40). */
export const undrawableFace = (): StateFace => unknownFace("undrawable");

/** Decides how a panel's state is drawn; every kind has its own words and look, and there is no default (R-94). */
export function stateFace({ state }: PanelView, nowEpochMs: number): StateFace {
  return state.kind === "shown" ? caseFace(state.case, nowEpochMs) : unknownFace(state.kind);
}

function unknownFace(kind: Exclude<PanelState["kind"], "shown"> | "undrawable"): StateFace {
  const [heading, lead, foot] = words.unknownWords[kind];
  const icon = kind === "unreachable" || kind === "undrawable" ? "failed" : "not-checked";
  return { look: "unknown", icon: kind === "not-permitted" ? "locked" : icon, heading, lead, foot };
}

/** How what the NHS can see of one child is drawn. */
export function caseFace({ about, visibility, task }: PanelCase, nowEpochMs: number): StateFace {
  const unborn = about === "unborn-child";
  switch (visibility.kind) {
    case "visible":
      return visibleFace(visibility, unborn, nowEpochMs);
    case "not-visible":
      return notVisibleFace(visibility, task, unborn, nowEpochMs);
    case "waiting":
      return waitingFace(visibility, nowEpochMs);
    case "ended":
      return {
        look: "ended",
        icon: "ended",
        heading: `Ended ${formatDate(visibility.endedOn)}`,
        lead: words.endedLead(unborn),
        foot: visibility.acceptedAt
          ? `End accepted ${formatDateTime(visibility.acceptedAt)}.`
          : words.endedByAge,
      };
    case "cannot-be-shared":
      return {
        look: "locked",
        icon: "locked",
        heading: words.cannotBeShared.heading,
        lead: words.cannotBeShared.lead,
        foot: `Told by CP-IS ${formatDateTime(visibility.at)}.`,
        remedy: {
          words: words.cannotBeShared.remedy,
          ask: { label: words.cannotBeShared.label, wants: "protect-otherwise", isQuiet: true },
        },
      };
  }
}

type Of<K extends Visibility["kind"]> = Extract<Visibility, { readonly kind: K }>;

function visibleFace(
  { since, confirmedAt, latestChange }: Of<"visible">,
  unborn: boolean,
  nowEpochMs: number,
): StateFace {
  const again = confirmedAt === since ? "" : ` Confirmed again ${formatDateTime(confirmedAt)}.`;
  return {
    look: "visible",
    icon: "visible",
    heading: `Visible to NHS since ${formatDayOf(since)}`,
    lead: words.visibleLead(unborn),
    foot: `Accepted ${formatDateTime(since)}.${again}`,
    ...(latestChange === undefined ? {} : { latest: latestOf(latestChange, nowEpochMs) }),
  };
}

function latestOf(change: LatestChange, nowEpochMs: number): NonNullable<StateFace["latest"]> {
  if (change.kind === "waiting") {
    const late = change.overdue ? ` ${words.noAnswerInTime}` : "";
    const since = `${formatDateTime(change.since)} (${formatAge(change.since, nowEpochMs)})`;
    return { isWaiting: true, words: `Latest change waiting for answer since ${since}.${late}` };
  }
  const remedy = words.remedies[change.reason];
  const ask = controlOf(remedy, false);
  return {
    isWaiting: false,
    words: `Latest change not accepted: ${words.reasonWords[change.reason]}.${remedy ? ` ${remedy.words}` : ""}`,
    ...(ask === undefined ? {} : { ask }),
  };
}

function notVisibleFace(
  { reason, at, code, detail }: Of<"not-visible">,
  task: PanelTask | undefined,
  unborn: boolean,
  nowEpochMs: number,
): StateFace {
  // A closed number for which CP-IS names another is a person's comparison, not a manager's decision (H-24).
  const isReplaced = reason === "nhs-number-inactive" && task?.kind === "replace-number";
  const remedy = words.remedies[isReplaced ? "nhs-number-replaced" : reason];
  const ask = controlOf(remedy, false);
  const said = detail && /^[0-9]{10}$/.test(detail) ? formatNhsNumber(detail) : detail;
  const national = [code, said].filter(Boolean).join(", ");
  const foot = [
    at ? `Refused ${formatDateTime(at)}${national ? ` (${national})` : ""}.` : "",
    task ? `With ${task.owner}${task.since ? `, ${formatAge(task.since, nowEpochMs)}` : ""}.` : "",
  ];
  return {
    look: "not-visible",
    icon: "hidden",
    heading: `Not visible to NHS: ${words.reasonWords[reason]}`,
    lead: words.notVisibleLead(reason, unborn),
    foot: foot.filter(Boolean).join(" "),
    ...(remedy === undefined
      ? {}
      : { remedy: { words: remedy.words, ...(ask === undefined ? {} : { ask }) } }),
  };
}

function controlOf(remedy: words.Remedy | undefined, isQuiet: boolean): RemedyControl | undefined {
  if (remedy?.label === undefined || remedy.wants === undefined) return undefined;
  return { label: remedy.label, wants: remedy.wants, isQuiet };
}

function waitingFace({ phase, since, alarmAt, overdue }: Of<"waiting">, nowEpochMs: number): StateFace {
  const alarm = overdue ? words.noAnswerInTime : words.noAnswerBy(formatDateTime(alarmAt));
  return {
    look: "waiting",
    icon: "checking",
    heading: `Waiting for answer since ${formatDateTime(since)}`,
    lead: words.waitingLeads[phase],
    foot: `${formatAge(since, nowEpochMs)}. ${alarm}`,
  };
}
