import type {
  ConsoleAlarm,
  ConsoleHospital,
  ConsoleMailbox,
  ConsoleOverview,
} from "../../contract/console.js";
import type {
  ConsoleChangeCard,
  ConsoleTable,
  ConsoleTile,
  OverviewPage,
} from "../../domain/console-view.js";
import { counted, formatAge, formatMoment, formatSeconds, formatTime } from "./format-console.js";
import { alarmWords, outcomeWords } from "./console-words.js";
import { toCertificates, toGateway } from "./to-gateway-facts.js";
import { toLocations } from "./to-locations.js";
import { toPauseStates } from "./to-pause.js";

/** The overview in words; `mayOpen` says whether the person has the work lists. */
export function toOverview(
  overview: ConsoleOverview,
  changes: readonly ConsoleChangeCard[],
  mayOpen: boolean,
): OverviewPage {
  const { hospital, mailboxes, alarms, now } = overview;
  return {
    kind: "overview",
    changes,
    tiles: hospital ? toTiles(hospital, now, mayOpen) : [],
    pauses: toPauseStates(overview),
    ...(hospital
      ? { locations: toLocations(hospital.locations), outcomes: toOutcomes(hospital.outcomes) }
      : {}),
    ...(mailboxes.length === 0 ? {} : { mailboxes: toMailboxes(mailboxes, now) }),
    certificates: toCertificates(overview.certificates),
    gateway: toGateway(overview.gateway, now),
    alarms: toAlarms(alarms, now),
  };
}

function toTiles(hospital: ConsoleHospital, now: string, mayOpen: boolean): readonly ConsoleTile[] {
  const { couldNotCheck, recordsNotOpened, notChecked } = hospital;
  const { today, ofChecks, open, usual } = couldNotCheck;
  const list = (name: string, count: number): Pick<ConsoleTile, "link"> =>
    mayOpen && count > 0 ? { link: { href: `#/work-lists/${name}`, label: "Open work list" } } : {};
  return [
    toConnection(hospital.connection, now),
    {
      label: "Could not check today",
      value: `${String(today)} of ${String(ofChecks)}`,
      foot: `${String(open)} still open.${usual ? ` Usual: ${String(usual.from)} to ${String(usual.to)}.` : ""}`,
      needsAttention: open > 0 || (usual !== undefined && today > usual.to),
      icon: "failed",
      ...list("could-not-check", open),
    },
    {
      label: "Records nobody opened",
      value: String(recordsNotOpened.count),
      foot: `Returned more than ${span(recordsNotOpened.olderThanMinutes)} ago, details not opened.`,
      needsAttention: false,
      ...list("records-not-opened", recordsNotOpened.count),
    },
    {
      label: "Not checked",
      value: String(notChecked.count),
      foot:
        notChecked.oldestSince === undefined
          ? "Nobody waits."
          : `Oldest ${formatAge(notChecked.oldestSince, now)}.`,
      needsAttention: false,
      ...list("not-checked", notChecked.count),
    },
  ];
}

const span = (minutes: number): string =>
  minutes % 60 === 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");

function toConnection(
  { state, lastAnswerAt, medianMs, p95Ms }: ConsoleHospital["connection"],
  now: string,
): ConsoleTile {
  const words = { working: "Working", failing: "Not working", unknown: "Not known" } as const;
  const last =
    lastAnswerAt === undefined ? "No answer yet." : `Last answer ${formatTime(lastAnswerAt, now)}.`;
  const typical =
    medianMs === undefined || p95Ms === undefined
      ? ""
      : ` Typical ${formatSeconds(medianMs)}, slow 1 in 20: ${formatSeconds(p95Ms)}.`;
  return {
    label: "Connection to CP-IS",
    value: words[state],
    foot: `${last}${typical}`,
    needsAttention: state === "failing",
  };
}

const toOutcomes = (outcomes: ConsoleHospital["outcomes"]): ConsoleTable => ({
  caption: "Checks today, by outcome",
  columns: ["Outcome", "Count"],
  rows: outcomes.map(({ outcome, count }) => [{ text: outcomeWords(outcome) }, { text: String(count) }]),
  empty: "No check today.",
});

const mailboxWords = {
  working: "Working",
  failing: "Not working",
  "not-read": "Not read",
  unknown: "Not known",
} as const;

const toMailboxes = (mailboxes: readonly ConsoleMailbox[], now: string): ConsoleTable => ({
  caption: "Mailboxes",
  columns: ["Mailbox", "State", "Last read", "Last notice", "Waiting", "Not processed", "Set aside"],
  rows: mailboxes.map((box) => [
    { text: box.name, look: "strong" },
    { text: mailboxWords[box.state], ...(box.state === "working" ? {} : { look: "attention" }) },
    { text: box.lastReadAt === undefined ? "Never" : `${formatAge(box.lastReadAt, now)} ago` },
    { text: box.lastNoticeAt === undefined ? "None yet" : formatTime(box.lastNoticeAt, now) },
    { text: String(box.waiting) },
    { text: String(box.unprocessed) },
    { text: String(box.setAside), ...(box.setAside === 0 ? {} : { look: "attention" }) },
  ]),
  empty: "None.",
});

const toAlarms = (alarms: readonly ConsoleAlarm[], now: string): ConsoleTable => ({
  caption: "Alarms",
  columns: ["Alarm", "State", "First", "Last", "Times"],
  rows: alarms.map(({ name, on, firstAt, lastAt, count }) => [
    { text: alarmWords(name), look: "strong", under: name },
    on === false ? { text: "Over" } : { text: on === true ? "Still so" : "Happened", look: "attention" },
    { text: formatMoment(firstAt) },
    { text: formatMoment(lastAt), under: `${formatAge(lastAt, now)} ago` },
    { text: String(count) },
  ]),
  empty: "None since this gateway was started.",
});
