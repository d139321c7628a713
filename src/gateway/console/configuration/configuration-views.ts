import { overriddenSettings } from "../../../config/environment-overrides.js";
import { shortHash } from "../../../config/effective-settings.js";
import { literalSecrets } from "../../../config/literal-secrets.js";
import type {
  ConsoleChange,
  ConsoleCheck,
  ConsoleConfiguration,
  ConsoleHistoryDetail,
  ConsoleHistoryEntry,
} from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AppliedPlan } from "../../configuration/applied-plans.js";
import type { PlanInForce } from "../../configuration/plan-in-force.js";
import type { CheckedText, RunningConfiguration } from "../../configuration/running-configuration.js";
import { showDifferences } from "../../configuration/show-differences.js";
import type { StoredChange } from "../../configuration/stored-changes.js";
import type { ConsoleSession } from "../console-session.js";

/** The configuration's page, as one person may see it. */
export function configurationView(
  running: RunningConfiguration | undefined,
  inForce: PlanInForce,
  session: ConsoleSession,
): ConsoleConfiguration {
  const since = inForce.since();
  const head = {
    changeable: running !== undefined,
    hash: inForce.now().hash,
    ...(since === undefined ? {} : { since: toInstant(since) }),
  };
  if (running === undefined) return { ...head, history: [], pending: [] };
  const { digest } = running.current();
  const waiting = running.waiting();
  const refused = running.refusedFile();
  const history = running.history();
  return {
    ...head,
    ...shownSource(running, (waiting ?? running.current()).source),
    overrides: overriddenSettings(running.variables),
    ...(waiting === undefined ? {} : { waitingForRestart: waiting.plan.hash }),
    ...(refused === undefined
      ? {}
      : { fileRefused: refused.issues.map(({ path, message }) => ({ path, message })) }),
    history: history.map((plan, index) => historyEntry(plan, index === 0 && plan.digest === digest)),
    pending: running.changes().map((change) => changeView(change, session)),
  };
}

// A secret in the text itself is possible in the simulator only, and shown nowhere.
function shownSource(
  { file }: Pick<RunningConfiguration, "file">,
  source: string,
): { readonly source?: string } {
  return literalSecrets(file, source).length > 0 ? {} : { source };
}

function historyEntry(plan: AppliedPlan, current: boolean): ConsoleHistoryEntry {
  const { digest, appliedAt, dangerousChanges, approvedBy } = plan;
  return {
    digest,
    hash: shortHash(digest),
    appliedAt: toInstant(appliedAt),
    dangerousChanges,
    approvedBy,
    current,
  };
}

/** One that ran. Throws `CPIS_CHANGE_NOT_FOUND`. */
export function historyDetail(running: RunningConfiguration, digest: string): ConsoleHistoryDetail {
  const history = running.history();
  const place = history.findIndex((plan) => plan.digest === digest);
  const plan = history[place];
  if (plan === undefined) throw new CpisError("CPIS_CHANGE_NOT_FOUND");
  const before = history[place + 1];
  const current = running.current();
  return {
    entry: historyEntry(plan, place === 0 && digest === current.digest),
    ...shownSource(running, plan.source),
    differences: before === undefined ? [] : showDifferences(before.settings, plan.settings),
    fromCurrent: showDifferences(current.effective, plan.settings),
  };
}

/** What a text would do, for its page. */
export function checkView(checked: CheckedText): ConsoleCheck {
  if (!checked.ok) {
    const issues = checked.issues.map(({ path, message }) => ({ path, message, severity: "error" as const }));
    return { ok: false, issues, differences: [], needsTwo: false, effects: [] };
  }
  const { differences, needsTwo, effects } = checked;
  return { ok: true, issues: [], differences, needsTwo, effects };
}

/** A change, as one person may see it: whether they may approve it is decided again when they do. */
export function changeView(change: StoredChange, { userId, roles }: ConsoleSession): ConsoleChange {
  const { changeId, state, askedAt, lapsesAt, decidedAt, request, decision } = change;
  const { askedBy, reason, differences, effects } = request;
  const isOpen = state === "waiting";
  return {
    id: changeId,
    // What is agreed to and not yet in force has changed nothing so far.
    state: state === "approved" ? "waiting-for-restart" : state,
    askedBy,
    askedAt: toInstant(askedAt),
    lapsesAt: toInstant(lapsesAt),
    reason,
    differences,
    effects,
    mayApprove: isOpen && userId !== askedBy.userId && roles.includes("administrator"),
    ...(decision === undefined ? {} : { decidedBy: decision.decidedBy }),
    ...(decidedAt === undefined ? {} : { decidedAt: toInstant(decidedAt) }),
  };
}
