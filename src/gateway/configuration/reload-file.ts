import { readFileSync } from "node:fs";
import { readApprovalFile } from "../../config/approval-file.js";
import { loadConfigText, type LoadedConfig } from "../../config/load-config.js";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import { insertAudit } from "../audit/audit-rows.js";
import type { StandingAlarm } from "../telemetry/standing-alarm.js";
import { lastAppliedPlan } from "./applied-plans.js";
import { judgeChange } from "./judge-change.js";
import type { StartedFrom } from "./started-from.js";
import { consoleApprovers, openChanges } from "./stored-changes.js";
import { takeUp, type RefusedFile, type TakenUp, type TakeUpParts } from "./take-up.js";

/** What a file on disk is read again with. */
export interface ReloadParts extends TakeUpParts {
  readonly startedFrom: StartedFrom;
  readonly alarm: StandingAlarm;
}

/** What came of reading the file again. */
export type Reloaded = TakenUp | RefusedFile;

/**
 * Reads the file on disk again and takes it up, whole or not at all.
 *
 * A file with any fault (half-written, too), and one whose dangerous changes lack their two people, is refused: an alarm, an
 * audit row, and the plan in force stays. The next start would refuse it as well, so the alarm stands until it is mended.
 */
export async function reloadFile(parts: ReloadParts): Promise<Reloaded> {
  try {
    const next = readNext(parts);
    const verdict = judge(next, parts);
    if (!verdict.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: verdict.issues });
    const taken = await takeUp(next, verdict, parts);
    accepted(parts);
    return taken;
  } catch (error) {
    if (!CpisError.is(error) || error.code === "CPIS_STORE_FAILED") throw error;
    return refuse(error, parts);
  }
}

function readNext({ startedFrom: { file, variables }, clock }: ReloadParts): LoadedConfig {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch (cause) {
    const detail = `${file} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
  return loadConfigText(file, source, variables, clock.now());
}

function judge(
  next: LoadedConfig,
  { startedFrom, store, state }: ReloadParts,
): ReturnType<typeof judgeChange> {
  const { digest, effective: settings } = next;
  const { current } = state;
  if (digest === current.digest) return { ok: true, dangerousChanges: 0, approvedBy: [] };
  const approval = readApprovalFile(startedFrom.file);
  const applied = lastAppliedPlan(store);
  const since = applied?.digest === current.digest ? { appliedAt: applied.appliedAt } : {};
  return judgeChange(
    { digest: current.digest, settings: current.effective, ...since },
    {
      digest,
      settings,
      ...(approval === undefined ? {} : { approval }),
      approvedInConsole: consoleApprovers(openChanges(store), current.digest, digest),
    },
  );
}

/** The file on disk is the configuration that runs or waits: nothing about it needs anybody. */
export function accepted({ alarm, state }: Pick<ReloadParts, "alarm" | "state">): void {
  alarm.set(false);
  state.refused = undefined;
}

async function refuse(error: CpisError, parts: ReloadParts): Promise<RefusedFile> {
  const { store, clock, alarm, logger, state } = parts;
  const { code, message } = error;
  const issues = error.issues.length > 0 ? error.issues : [{ path: "", message }];
  state.refused = { code, issues };
  logger.error("configuration-refused", { code, count: issues.length });
  alarm.set(true, { code, count: issues.length });
  await store.commits.write(() => {
    insertAudit(store, {
      at: clock.now(),
      action: "configuration-refused",
      reason: code,
      details: { where: "file", faults: issues.length },
    });
  });
  return { code, issues };
}
