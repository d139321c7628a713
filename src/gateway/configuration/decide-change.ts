import { readFileSync } from "node:fs";
import type { LoadedConfig } from "../../config/load-config.js";
import { loadConfigText } from "../../config/load-config.js";
import { CpisError } from "../../errors/cpis-error.js";
import { insertAudit } from "../audit/audit-rows.js";
import { appliedPlans } from "./applied-plans.js";
import { checkText } from "./check-text.js";
import { accepted, type ReloadParts } from "./reload-file.js";
import { replaceFile, textHash } from "./replace-file.js";
import type { ActingPerson, WantedChange } from "./running-configuration.js";
import { changeEntry, settleChanges } from "./settle-changes.js";
import {
  consoleApprovers,
  findChange,
  insertChange,
  moveChange,
  openChanges,
  type ChangeDecision,
  type StoredChange,
} from "./stored-changes.js";
import { takeUp } from "./take-up.js";

/** A change nobody decides about lapses after three days. */
const lapseMs = 3 * 24 * 60 * 60_000;

const mostWaiting = 20;

/** Keeps what somebody asks for; what needs no second person takes effect at once. */
export async function proposeChange(
  wanted: WantedChange,
  person: ActingPerson,
  parts: ReloadParts,
): Promise<StoredChange> {
  const { startedFrom, store, state, clock } = parts;
  const source = wanted.kind === "source" ? wanted.source : sourceOf(wanted.digest, parts);
  const checked = checkText(source, parts);
  if (!checked.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: checked.issues });
  const inFile = readFileSync(startedFrom.file, "utf8");
  const waiting = openChanges(store).filter((change) => change.state === "waiting");
  if (inFile === source || waiting.length >= mostWaiting) throw new CpisError("CPIS_CHANGE_NOT_POSSIBLE");
  const { loaded, differences, needsTwo, effects } = checked;
  const { userId, name } = person;
  const askedAt = clock.now();
  const change: StoredChange = {
    changeId: store.ids.uuid(),
    state: "waiting",
    needsTwo,
    askedAt,
    lapsesAt: askedAt + lapseMs,
    request: {
      from: state.current.digest,
      to: loaded.digest,
      askedBy: { userId, name },
      reason: wanted.reason,
      source,
      over: textHash(inFile),
      differences,
      effects,
    },
  };
  await store.commits.write(() => {
    insertChange(store, change);
    insertAudit(store, { ...changeEntry("configuration-proposed", change, askedAt), actor: person.actor });
  });
  return change.needsTwo ? change : carryOut(change, undefined, person, parts);
}

/** The text of a configuration that ran. Throws `CPIS_CHANGE_NOT_FOUND`. */
export function sourceOf(digest: string, { store }: ReloadParts): string {
  const found = appliedPlans(store).findLast((plan) => plan.digest === digest);
  if (found === undefined) throw new CpisError("CPIS_CHANGE_NOT_FOUND");
  return found.source;
}

/** The second person agrees. Who they are is looked at again here, whatever a page showed them. */
export async function approveChange(
  changeId: string,
  person: ActingPerson,
  parts: ReloadParts,
): Promise<StoredChange> {
  const change = await waitingChange(changeId, parts);
  if (isSamePerson(change.request.askedBy.userId, person.userId)) {
    throw new CpisError("CPIS_CHANGE_SECOND_PERSON");
  }
  return carryOut(change, decisionOf("approved", change, person), person, parts);
}

/** The second person says no, or the asker takes it back. */
export async function endChange(
  changeId: string,
  { decision, reason }: { readonly decision: "refused" | "withdrawn"; readonly reason?: string },
  person: ActingPerson,
  parts: ReloadParts,
): Promise<StoredChange> {
  const { store, clock } = parts;
  const change = await waitingChange(changeId, parts);
  const isAsker = isSamePerson(change.request.askedBy.userId, person.userId);
  if (isAsker === (decision === "refused")) throw new CpisError("CPIS_CHANGE_SECOND_PERSON");
  const decidedAt = clock.now();
  await store.commits.write(() => {
    const said = reason === undefined ? {} : { reason };
    const made = { ...decisionOf(decision, change, person), ...said };
    moveChange(store, change, decision, { decision: made, decidedAt });
    const entry = changeEntry(`configuration-${decision}`, change, decidedAt);
    insertAudit(store, {
      ...entry,
      actor: person.actor,
      ...(reason === undefined ? {} : { subject: { note: reason } }),
    });
  });
  return storedChange(changeId, parts);
}

function isSamePerson(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function decisionOf(
  decision: ChangeDecision["decision"],
  { request: { from, to } }: StoredChange,
  { userId, name }: ActingPerson,
): ChangeDecision {
  return { decision, from, to, decidedBy: { userId, name } };
}

async function waitingChange(changeId: string, parts: ReloadParts): Promise<StoredChange> {
  const { store, state, clock } = parts;
  const settled = { digest: state.current.digest, now: clock.now(), ...waitingDigest(parts) };
  await store.commits.write(() => settleChanges(store, openChanges(store), settled));
  const change = storedChange(changeId, parts);
  if (change.state !== "waiting") throw new CpisError("CPIS_CHANGE_NOT_POSSIBLE");
  return change;
}

function waitingDigest({ state }: ReloadParts): { readonly waiting?: string } {
  return state.waiting === undefined ? {} : { waiting: state.waiting.digest };
}

function storedChange(changeId: string, { store }: ReloadParts): StoredChange {
  const change = findChange(store, changeId);
  if (change === undefined) throw new CpisError("CPIS_CHANGE_NOT_FOUND");
  return change;
}

/**
 * Makes a change take effect: decided durably, then in the file, then in force. A process killed between any two of these
 * starts either with the configuration before or with this one, and knows who agreed to it.
 */
async function carryOut(
  change: StoredChange,
  decision: ChangeDecision | undefined,
  person: ActingPerson,
  parts: ReloadParts,
): Promise<StoredChange> {
  const { startedFrom, store, clock } = parts;
  const { changeId, request } = change;
  const loaded = asAsked(change, parts);
  const decided = decision === undefined ? {} : { decision, decidedAt: clock.now() };
  await store.commits.write(() => {
    moveChange(store, change, "approved", decided);
    if (decision === undefined) return;
    const entry = changeEntry("configuration-approved", change, clock.now());
    insertAudit(store, { ...entry, actor: person.actor });
  });
  try {
    replaceFile(startedFrom.file, request.source, request.over);
  } catch (error) {
    await takeBack(change, decision, person, error, parts);
    throw error;
  }
  const approvedBy = consoleApprovers(openChanges(store), request.from, request.to);
  const dangerousChanges = request.differences.filter(({ needsTwo }) => needsTwo).length;
  await takeUp(loaded, { dangerousChanges, approvedBy, actor: person.actor }, parts);
  accepted(parts);
  return storedChange(changeId, parts);
}

// What was looked at must be what takes effect: a key file that changed meanwhile makes another configuration of the same text.
function asAsked({ request }: StoredChange, { startedFrom, clock }: ReloadParts): LoadedConfig {
  const { file, variables } = startedFrom;
  const loaded = loadConfigText(file, request.source, variables, clock.now());
  if (loaded.digest !== request.to) throw new CpisError("CPIS_CHANGE_NOT_POSSIBLE");
  return loaded;
}

async function takeBack(
  change: StoredChange,
  decision: ChangeDecision | undefined,
  { actor }: ActingPerson,
  error: unknown,
  { store, clock, logger }: ReloadParts,
): Promise<void> {
  const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
  const isOutdated = code === "CPIS_CONFIG_FILE_CHANGED" || decision === undefined;
  logger.error("configuration-not-written", { code });
  await store.commits.write(() => {
    moveChange(store, change, isOutdated ? "outdated" : "waiting", {});
    const entry = changeEntry("configuration-refused", change, clock.now());
    insertAudit(store, { ...entry, actor, reason: code });
  });
}
