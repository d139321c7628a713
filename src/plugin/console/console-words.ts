/** Words for what the gateway names by a closed set of names; a name without words is shown as it is. */

const outcomes: Readonly<Record<string, string>> = {
  answered: "Answered",
  record: "Record",
  "no-record": "No record",
  failed: "Could not check",
  joined: "Waited for another person’s check",
  reused: "Answered from an earlier check",
};

const reasons: Readonly<Record<string, string>> = {
  "nhs-number-missing": "no verified NHS number",
  "nhs-number-invalid": "NHS number is not valid",
  "nhs-number-unverified": "NHS number not verified",
  "nhs-number-changed": "NHS number has changed",
  "not-in-automatic-group": "adult, not asked",
  "role-not-automatic": "not started by this role",
  "location-unknown": "location is not set up",
  "location-not-enabled": "not enabled at this location",
  "silent-read-not-configured": "silent read is not set up",
  "too-many": "too many checks in a short time",
  "user-not-identified": "user not identified",
  "not-permitted": "user has no access",
  "switched-off": "switched off",
  "automatic-switched-off": "automatic checks are switched off",
  "no-answer-yet": "the register did not answer in time",
  "no-answer": "the register did not answer",
  "spine-unreachable": "the national network could not be reached",
  "outcome-unknown": "the connection broke while asking",
  rejected: "the national network refused the question",
  "register-fault": "the register reported a fault",
  "answer-unreadable": "the answer could not be understood",
  "record-unreadable": "the record could not be understood",
  "identity-mismatch": "the answer has another date of birth",
  "about-someone-else": "the answer was about someone else",
  interrupted: "interrupted in the gateway",
  internal: "a fault in the gateway",
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const plain = (name: string): string => capital(name.replaceAll("-", " "));

/** Why, as a sentence of its own. */
export const reasonWords = (reason: string): string => capital(reasons[reason] ?? plain(reason));

/** How a check ended: a state, or a state with its reason after a colon. */
export function outcomeWords(outcome: string): string {
  const [state = "", reason] = outcome.split(": ");
  const named = outcomes[state] ?? plain(state);
  return reason === undefined ? named : `${named}: ${reasons[reason] ?? reason}`;
}

const actions: readonly (readonly [string, string])[] = [
  ["intent", "Asked the register"],
  ["outcome", "How the question ended"],
  ["not-checked", "Not checked"],
  ["refused", "Refused"],
  ["joined", "Waited for another’s check"],
  ["reused", "Used an earlier answer"],
  ["displayed", "Shown"],
  ["details-opened", "Details opened"],
  ["acknowledged", "Marked as seen"],
  ["late-reply", "Answer came too late"],
  ["identity-mismatch", "Answer of another person held back"],
  ["unknown-reply", "Answer to no question of ours"],
  ["launch-accepted", "Opened by a signed link"],
  ["launch-refused", "Signed link refused"],
  ["signed-in", "Signed in"],
  ["stepped-up", "Signed in once more"],
  ["sign-in-refused", "Sign-in refused"],
  ["signed-out", "Signed out"],
  ["work-list-read", "Work list read with patients"],
  ["audit-searched", "Audit searched"],
  ["audit-exported", "Audit exported"],
  ["audit-retained", "Old rows removed"],
  ["store-restored", "Store restored from a backup"],
  ["store-key-rotated", "Sealing key changed"],
  ["pause-begun", "Checks switched off"],
  ["pause-ended", "Checks switched on again"],
  ["configuration-proposed", "Change proposed"],
  ["configuration-approved", "Change approved"],
  ["configuration-refused", "Change refused"],
  ["configuration-applied", "Configuration taken up"],
  ["configuration-waiting", "Change waits for the next start"],
  ["configuration-withdrawn", "Change withdrawn"],
  ["configuration-lapsed", "Change lapsed"],
  ["configuration-outdated", "Change outdated"],
];

/** What can be searched for, in words. */
export const auditActions: readonly { readonly id: string; readonly name: string }[] = actions.map(
  ([id, name]) => ({ id, name }),
);

/** What was done. */
export const auditWords = (action: string): string =>
  actions.find(([id]) => id === action)?.[1] ?? plain(action);

/** An alarm's name in words; the name itself stands under it. */
export const alarmWords = (name: string): string => alarms[name] ?? plain(name);

const alarms: Readonly<Record<string, string>> = {
  paused: "Checks are switched off",
  "clock-off": "The clock is wrong",
  "disk-low": "Little disk is free",
  "failure-rate": "Many checks fail",
  "no-checks": "Nobody has been checked for longer than usual",
  "bank-holidays-end": "The list of bank holidays ends",
  "certificate-expiry": "The certificate towards Spine ends",
  "api-certificate-expiry": "The certificate that pages see ends",
  "mesh-certificate-expiry": "The MESH certificate ends",
  "mailbox-not-read": "The mailbox is not read",
  "no-notices": "No notice for longer than usual",
  "store-failed": "The store could not be written",
  "spine-unreachable": "The national network could not be reached",
  "audit-chain-broken": "The audit was changed by hand",
};
