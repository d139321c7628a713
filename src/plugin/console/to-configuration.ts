import type {
  ConsoleChange,
  ConsoleCheck,
  ConsoleConfiguration,
  ConsoleHistoryDetail,
  ConsoleHistoryEntry,
  ConsoleMe,
} from "../../contract/console.js";
import type {
  ConfigurationPage,
  ConsoleChangeCard,
  ConsoleCheckResult,
  ConsoleHistoryRow,
  ConsoleTable,
} from "../../domain/console-view.js";
import { toDifference, type LocationNames } from "./to-difference.js";
import { counted, formatHash, formatMoment } from "./format-console.js";

/** What a person asked to see of the configuration beside itself. */
export interface ConfigurationChecks {
  readonly check?: { readonly source: string; readonly check: ConsoleCheck } | undefined;
  readonly rollBack?: { readonly detail: ConsoleHistoryDetail; readonly check?: ConsoleCheck } | undefined;
}

/** The configuration's page. */
export function toConfiguration(
  configuration: ConsoleConfiguration,
  me: ConsoleMe,
  locations: LocationNames,
  { check, rollBack }: ConfigurationChecks = {},
): ConfigurationPage {
  const { changeable, hash, since, source, history, pending } = configuration;
  const isAdministrator = me.roles.includes("administrator");
  const runs = `Configuration ${formatHash(hash)} runs${since === undefined ? "" : ` since ${formatMoment(since)}`}.`;
  return {
    kind: "configuration",
    state: `${runs} A change of a setting that can hurt takes effect only when a second person approves it.`,
    ...(source === undefined ? {} : { source }),
    mayPropose: changeable && isAdministrator && source !== undefined,
    ...(changeable
      ? {}
      : { why: "This gateway was started without a file: there is nothing here to change." }),
    notes: toNotes(configuration),
    changes: waitingChanges(configuration, me, locations),
    decided: toDecided(pending.filter(({ state }) => state !== "waiting")),
    history: history.map(toHistoryRow),
    ...(check ? { check: { ...toCheck(check.check, locations), source: check.source } } : {}),
    ...(rollBack ? { rollBack: toRollBack(rollBack, locations, isAdministrator && changeable) } : {}),
  };
}

function toNotes({
  overrides = [],
  waitingForRestart,
  fileRefused,
  source,
}: ConsoleConfiguration): readonly string[] {
  return [
    ...(waitingForRestart === undefined
      ? []
      : [
          `Configuration ${formatHash(waitingForRestart)} is accepted and takes effect when the gateway is started anew. Until then it changes nothing. Its text is the one below.`,
        ]),
    ...(fileRefused === undefined
      ? []
      : [
          `The file on the disk was changed and is not taken up: ${fileRefused.map(({ path, message }) => `${path} ${message}`).join("; ")}. The next start would refuse it.`,
        ]),
    ...(overrides.length === 0
      ? []
      : [`Set by the environment of the process, whatever the file says: ${overrides.join(", ")}.`]),
    ...(source === undefined
      ? ["The text is not shown, because a secret stands in it: put a reference in its place."]
      : []),
  ];
}

const stateWords: Readonly<Record<ConsoleChange["state"], string>> = {
  waiting: "Waiting",
  applied: "In force",
  "waiting-for-restart": "Waiting for a restart",
  refused: "Refused",
  withdrawn: "Withdrawn",
  lapsed: "Lapsed",
  outdated: "Outdated: something else changed first",
};

const toDecided = (changes: readonly ConsoleChange[]): ConsoleTable => ({
  caption: "Changes that were decided",
  columns: ["Asked by", "Why", "State", "Decided by", "When"],
  rows: changes.map(({ askedBy, askedAt, reason, state, decidedBy, decidedAt }) => [
    { text: askedBy.name, under: formatMoment(askedAt), look: "strong" },
    { text: reason },
    { text: stateWords[state] },
    { text: decidedBy?.name ?? "Nobody" },
    { text: decidedAt === undefined ? "" : formatMoment(decidedAt) },
  ]),
  empty: "None yet.",
});

function toRollBack(
  { detail, check }: NonNullable<ConfigurationChecks["rollBack"]>,
  locations: LocationNames,
  mayGoBack: boolean,
): NonNullable<ConfigurationPage["rollBack"]> {
  const { entry, differences, fromCurrent } = detail;
  const needsTwo = fromCurrent.some((one) => one.needsTwo);
  const would = check ?? { ok: true, issues: [], differences: fromCurrent, needsTwo, effects: [] };
  return {
    ...toCheck(would, locations),
    digest: entry.digest,
    hash: formatHash(entry.hash),
    then: differences.map((one) => toDifference(one, locations)),
    mayGoBack,
  };
}

/** The changes that wait for a second person. */
export const waitingChanges = (
  { pending }: ConsoleConfiguration,
  me: ConsoleMe,
  locations: LocationNames,
): readonly ConsoleChangeCard[] =>
  pending.filter(({ state }) => state === "waiting").map((change) => toChangeCard(change, me, locations));

/** One change as this person may see and decide it: the one who asked never approves (H-13). */
function toChangeCard(change: ConsoleChange, me: ConsoleMe, locations: LocationNames): ConsoleChangeCard {
  const { id, askedBy, askedAt, lapsesAt, reason, differences, effects, mayApprove } = change;
  const isAsker = askedBy.userId === me.userId;
  const isAdministrator = me.roles.includes("administrator");
  const mayDecide = mayApprove && !isAsker && isAdministrator;
  return {
    id,
    asked: `${askedBy.name}, ${formatMoment(askedAt)}. “${reason}”`,
    lapses: `Lapses ${formatMoment(lapsesAt)}.`,
    differences: differences.map((one) => toDifference(one, locations)),
    effects,
    mayDecide,
    mayWithdraw: isAsker && isAdministrator,
    ...(mayDecide
      ? {}
      : {
          why: isAsker
            ? "You asked for this change. Another administrator must approve it."
            : "An administrator who did not ask for it can approve it.",
        }),
  };
}

/** What a text would do, in words. */
export function toCheck(
  { ok, issues, differences, needsTwo, effects }: ConsoleCheck,
  locations: LocationNames,
): ConsoleCheckResult {
  return {
    ok,
    summary: summaryOf(ok, differences.length, needsTwo),
    issues: issues.map(({ path, message, severity }) => ({
      text: `${path === "" ? "" : `${path}: `}${message}`,
      isError: severity === "error",
    })),
    differences: differences.map((one) => toDifference(one, locations)),
    effects,
  };
}

function summaryOf(ok: boolean, count: number, needsTwo: boolean): string {
  if (!ok) return "It cannot be used: put the faults right and check again.";
  if (count === 0) return "Nothing differs from what runs now.";
  const settings = `${counted(count, "setting")} ${count === 1 ? "differs" : "differ"}.`;
  return needsTwo
    ? `${settings} It waits for a second person, and changes nothing until then.`
    : `${settings} No second person is needed.`;
}

const toHistoryRow = (entry: ConsoleHistoryEntry): ConsoleHistoryRow => ({
  digest: entry.digest,
  hash: formatHash(entry.hash),
  applied: formatMoment(entry.appliedAt),
  dangerous: entry.dangerousChanges === 0 ? "None" : String(entry.dangerousChanges),
  approvedBy: entry.approvedBy.length === 0 ? "Nobody needed" : entry.approvedBy.join(", "),
  current: entry.current,
});
