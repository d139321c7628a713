import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { addSignature, administratorKeys, publicKeyText, validApprovers } from "../../config/approval.js";
import type { Draft } from "../../config/draft.js";
import { shortHash } from "../../config/effective-settings.js";
import { loadConfigFile, readConfigFile, type LoadedConfig } from "../../config/load-config.js";
import { diffSettings } from "../../config/plan-diff.js";
import { exitDone, exitNotDone, UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { approvalFileOf, readApprovalFile } from "../../config/approval-file.js";
import { changesText } from "./changes-text.js";
import { writeWholeFile } from "./write-whole-file.js";

/** The options of `cpis config approve`. */
export interface ApproveOptions {
  readonly as: string;
  readonly key: string;
  /** The new configuration's hash: signed is only what was seen. */
  readonly hash?: string;
  /** The configuration before, where the store is not on this machine. */
  readonly old?: string;
}

interface Before {
  readonly digest: string;
  readonly settings: Draft;
}

/** Shows what a configuration changes, and signs it where its hash is given. The exit code says whether it was signed. */
export async function approve(file: string, options: ApproveOptions, terminal: Terminal): Promise<number> {
  const next = loadConfigFile(file, terminal.variables, terminal.now());
  const before = await configurationBefore(next, options, terminal);
  const changes = diffSettings(before.settings, next.effective);
  terminal.out(changesText(before.digest, next.digest, changes));
  if (!changes.some(({ needsTwo }) => needsTwo)) {
    terminal.out("Nothing here needs a signature.");
    return exitDone;
  }
  const key = readSigningKey(options, before.settings);
  if (options.hash === undefined) {
    terminal.out(`Nothing was signed. To sign exactly this, add --hash ${next.plan.hash}.`);
    return exitNotDone;
  }
  if (options.hash !== next.plan.hash) {
    throw new UsageFault(`${file} is ${next.plan.hash}, not ${options.hash}. Look at its changes again.`);
  }
  const change = { from: before.digest, to: next.digest };
  const signedAt = new Date(terminal.now()).toISOString();
  const approval = addSignature(readApprovalFile(file), change, { administrator: options.as, key, signedAt });
  writeWholeFile(approvalFileOf(file), `${JSON.stringify(approval, null, 2)}\n`, true);
  const approvers = validApprovers(approval, change, before.settings);
  const left = approvers.length >= 2 ? "It may start." : "One more administrator must sign.";
  terminal.out(`${approvalFileOf(file)}: signed by ${approvers.join(" and ")}. ${left}`);
  return exitDone;
}

async function configurationBefore(
  next: LoadedConfig,
  { old }: ApproveOptions,
  terminal: Terminal,
): Promise<Before> {
  if (old !== undefined) {
    const { digest, effective } = readConfigFile(old, terminal.variables);
    return { digest, settings: effective };
  }
  const { readConfigurationHistory } = await import("../../gateway/configuration/apply-configuration.js");
  const { randomIds } = await import("../../gateway/telemetry/runtime.js");
  const last = (await readConfigurationHistory(next.plan.store, randomIds)).at(-1);
  if (last !== undefined) return last;
  throw new UsageFault("No configuration has run with this store yet: the first one needs no signature.");
}

// Only the list before the change counts: otherwise a change could name its own approvers.
function readSigningKey({ as, key }: ApproveOptions, before: Draft): KeyObject {
  const expected = administratorKeys(before).get(as);
  if (expected === undefined) {
    throw new UsageFault(`${as} is not an administrator of the configuration before this change.`);
  }
  const signing = privateKeyIn(key);
  if (signing?.asymmetricKeyType === "ed25519" && publicKeyText(signing) === expected) return signing;
  throw new UsageFault(`${key} does not hold the private key of ${as}.`);
}

function privateKeyIn(file: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** One line of a history: which configuration, since when, and by whose signatures. */
export function historyLine(plan: {
  readonly appliedAt: number;
  readonly digest: string;
  readonly dangerousChanges: number;
  readonly approvedBy: readonly string[];
}): string {
  const { appliedAt, digest, dangerousChanges, approvedBy } = plan;
  const signed = approvedBy.length === 0 ? "" : `, signed by ${approvedBy.join(" and ")}`;
  return `${new Date(appliedAt).toISOString()}  ${shortHash(digest)}  ${String(dangerousChanges)} dangerous changes${signed}`;
}
