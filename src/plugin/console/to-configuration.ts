import type {
  ConsoleChange,
  ConsoleCheck,
  ConsoleConfiguration,
  ConsoleDifference,
  ConsoleHistoryEntry,
  ConsoleMe,
} from "../../contract/console.js";
import type {
  ConfigurationPage,
  ConsoleChangeCard,
  ConsoleCheckResult,
  ConsoleDifferenceRow,
  ConsoleHistoryRow,
} from "../../domain/console-view.js";
import { counted, formatHash, formatMoment } from "./format-console.js";

/** What a person asked to see of the configuration beside itself. */
export interface ConfigurationChecks {
  readonly check?: { readonly source: string; readonly check: ConsoleCheck } | undefined;
  readonly rollBack?: { readonly digest: string; readonly check: ConsoleCheck } | undefined;
}

/** The configuration's page. */
export function toConfiguration(
  configuration: ConsoleConfiguration,
  me: ConsoleMe,
  { check, rollBack }: ConfigurationChecks = {},
): ConfigurationPage {
  const { changeable, hash, since, source, history } = configuration;
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
    changes: waitingChanges(configuration, me),
    history: history.map(toHistoryRow),
    ...(check ? { check: { ...toCheck(check.check), source: check.source } } : {}),
    ...(rollBack ? { rollBack: { ...toCheck(rollBack.check), digest: rollBack.digest } } : {}),
  };
}

/** The changes that wait for a second person. */
export const waitingChanges = (
  { pending }: ConsoleConfiguration,
  me: ConsoleMe,
): readonly ConsoleChangeCard[] =>
  pending.filter(({ state }) => state === "waiting").map((change) => toChangeCard(change, me));

/** One change as this person may see and decide it: the one who asked never approves (H-13). */
export function toChangeCard(change: ConsoleChange, me: ConsoleMe): ConsoleChangeCard {
  const { id, askedBy, askedAt, lapsesAt, reason, differences, effects, mayApprove } = change;
  const isAsker = askedBy.userId === me.userId;
  const isAdministrator = me.roles.includes("administrator");
  const mayDecide = mayApprove && !isAsker && isAdministrator;
  return {
    id,
    asked: `${askedBy.name}, ${formatMoment(askedAt)}. “${reason}”`,
    lapses: `Lapses ${formatMoment(lapsesAt)}.`,
    differences: differences.map(toDifference),
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

const toDifference = (difference: ConsoleDifference): ConsoleDifferenceRow => {
  const { path, before, after, description, danger, needsTwo, takesEffect } = difference;
  const when = takesEffect === "live" ? "At once" : "When the gateway is started anew";
  return {
    path,
    before: before ?? "Not set",
    after: after ?? "Not set",
    needsTwo,
    takesEffect: needsTwo ? `${when}, with a second person` : when,
    ...(description === undefined ? {} : { meaning: description }),
    ...(danger === undefined ? {} : { danger }),
  };
};

/** What a text would do, in words. */
export function toCheck({ ok, issues, differences, needsTwo, effects }: ConsoleCheck): ConsoleCheckResult {
  return {
    ok,
    summary: summaryOf(ok, differences.length, needsTwo),
    issues: issues.map(({ path, message, severity }) => ({
      text: `${path === "" ? "" : `${path}: `}${message}`,
      isError: severity === "error",
    })),
    differences: differences.map(toDifference),
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
