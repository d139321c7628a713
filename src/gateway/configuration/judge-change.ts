import { administratorKeys, validApprovers, type Approval } from "../../config/approval.js";
import { type Draft, textAt } from "../../config/draft.js";
import { diffSettings, type SettingChange } from "../../config/plan-diff.js";
import type { Issue } from "../../errors/cpis-error.js";

/** A configuration as it is compared and recorded. */
export interface NewConfiguration {
  readonly digest: string;
  readonly settings: Draft;
  readonly approval?: Approval;
  /** The two people who agreed in the console to exactly this change; empty where nobody has. */
  readonly approvedInConsole?: readonly string[];
}

/** The configuration that a change starts from. */
export interface EarlierConfiguration {
  readonly digest: string;
  readonly settings: Draft;
  /** When it took effect, milliseconds since 1970: signatures from before then were made for an earlier change. */
  readonly appliedAt?: number;
}

/** Whether a change may take effect, and who approved it. */
export type ChangeVerdict =
  | { readonly ok: true; readonly dangerousChanges: number; readonly approvedBy: readonly string[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Decides whether one configuration may follow another (H-13, H-14, H-04, H-32).
 *
 * Settings that need two people change only with the valid signatures of two administrators of the configuration before, or
 * with two people's agreement in the console. Signatures count once: not again when the same configuration is back in force.
 * Free are the first list of administrators, and changes inside the simulator, where no child is real, until two
 * administrators are named there: who names them wants to rehearse with them.
 */
export function judgeChange(before: EarlierConfiguration, next: NewConfiguration): ChangeVerdict {
  const dangerous = diffSettings(before.settings, next.settings).filter(({ needsTwo }) => needsTwo);
  const inSimulator = [before, next].every(({ settings }) => textAt(settings, "environment") === "simulator");
  const canApprove = administratorKeys(before.settings).size >= 2;
  const open =
    inSimulator && !canApprove
      ? []
      : dangerous.filter((change) => canApprove || !isFirstAdministrators(change));
  const approvedBy = approversOf(before, next);
  if (open.length === 0 || approvedBy.length >= 2) {
    return { ok: true, dangerousChanges: dangerous.length, approvedBy };
  }
  return { ok: false, issues: open.map((change) => refusal(change, canApprove, approvedBy.length)) };
}

function approversOf(before: EarlierConfiguration, next: NewConfiguration): readonly string[] {
  const { approvedInConsole = [] } = next;
  if (approvedInConsole.length >= 2) return approvedInConsole;
  const approval = signedSince(next.approval, before.appliedAt ?? 0);
  return validApprovers(approval, { from: before.digest, to: next.digest }, before.settings);
}

// An administrator's own machine signs, and its clock may be off.
const clockToleranceMs = 10 * 60_000;

function signedSince(approval: Approval | undefined, appliedAt: number): Approval | undefined {
  if (approval === undefined) return undefined;
  const isLater = ({ signedAt }: { readonly signedAt: string }): boolean =>
    Date.parse(signedAt) + clockToleranceMs >= appliedAt;
  return { ...approval, signatures: approval.signatures.filter(isLater) };
}

function isFirstAdministrators({ path }: SettingChange): boolean {
  return path === "administrators" || path.startsWith("administrators[");
}

function refusal({ path, before, after }: SettingChange, canApprove: boolean, signed: number): Issue {
  const remedy = canApprove
    ? `${String(signed)} of 2 administrators have signed it: cpis config approve`
    : "there are no two administrators yet. Start once with administrators added and nothing else of this kind changed";
  return {
    path,
    message: `changes from ${shown(before)} to ${shown(after)} and needs two people; ${remedy}`,
  };
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
