import type { ContextLossReason, EncounterRef, PatientRef } from "../src/domain/patient-context.js";
import type { Timers } from "../src/ports/telemetry.js";
import { isRenumbered, isSamePatient } from "./same-patient.js";

/** What one source says is open. */
export interface Said {
  readonly patient: PatientRef;
  readonly encounter?: EncounterRef;
}

/** What the sources come to together. */
export type Outcome =
  | ({ readonly kind: "open"; readonly key: string; readonly numberChanged?: true } & Said)
  | ({ readonly kind: "update"; readonly key: string } & Said)
  | { readonly kind: "close"; readonly key: string | null }
  | { readonly kind: "lost"; readonly reason: ContextLossReason };

/** What sources may do, by their number. */
export interface Agreement {
  says(voter: number, word: "open" | "update", said: Said): void;
  closes(voter: number): void;
  dropsOut(voter: number, reason: ContextLossReason): void;
  /** The page has lost the context by itself: only an `open` leads out of it. */
  forget(): void;
}

/** What an agreement is made with. */
export interface AgreementParts {
  readonly conflictMs: number;
  readonly timers: Timers;
  readonly nextKey: () => string;
  /** Told in the same call; a loss ends whatever the sources remember too. */
  readonly tell: (outcome: Outcome) => void;
}

interface Opened {
  readonly key: string;
  /** Whose description of the patient it is. */
  readonly base: number;
  readonly said: Said;
}

/** No vote (undefined), nobody open (null), or a patient. */
type Vote = Said | null | undefined;

/** Counts the votes of several sources (ADR 0014). Takes a patient away before it says anything else (H-01). */
export function createAgreement({ conflictMs, timers, nextKey, tell }: AgreementParts): Agreement {
  let votes: Vote[] = [];
  let opened: Opened | undefined;
  /** Who was open until the sources began to disagree: the change of a number reaches them one after another (H-07). */
  let left: Said | undefined;
  // Details may end a disagreement, but never a loss.
  let mayOpenByUpdate = false;
  let stopWaiting: (() => void) | undefined;
  let isLost = false;

  const settle = (): void => {
    stopWaiting?.();
    stopWaiting = undefined;
  };
  const close = (): void => {
    left = undefined;
    if (opened === undefined && !isLost) return;
    const key = opened?.key ?? null;
    opened = undefined;
    isLost = false;
    tell({ kind: "close", key });
  };
  const lose = (reason: ContextLossReason): void => {
    settle();
    if (reason !== "conflict") left = undefined;
    opened = undefined;
    mayOpenByUpdate = false;
    isLost = true;
    tell({ kind: "lost", reason });
  };
  const disagree = (): void => {
    if (isLost) return;
    mayOpenByUpdate = true;
    const before = opened?.said ?? left;
    close();
    left = before;
    stopWaiting ??= timers.after(conflictMs, () => lose("conflict"));
  };
  const open = (): void => {
    const base = baseOf(votes);
    const said = votes[base];
    if (!said) return;
    const before = opened?.said ?? left;
    const key = nextKey();
    opened = { key, base, said };
    left = undefined;
    isLost = false;
    tell({ kind: "open", key, ...said, ...(isRenumberedVisit(before, said) && { numberChanged: true }) });
  };
  const update = ({ key, base }: Opened, said: Vote): void => {
    if (!said) return;
    opened = { key, base, said };
    tell({ kind: "update", key, ...said });
  };
  const agree = (voter: number, word: "open" | "update"): void => {
    settle();
    if (opened === undefined) {
      if (word === "open" || mayOpenByUpdate) open();
    } else if (word === "open" && !isSameSubject(opened, votes[opened.base])) {
      open();
    } else if (voter === opened.base && JSON.stringify(votes[voter]) !== JSON.stringify(opened.said)) {
      update(opened, votes[voter]);
    }
  };
  return {
    says(voter, word, said) {
      votes[voter] = said;
      if (isUnanimous(votes)) agree(voter, word);
      else disagree();
    },
    closes(voter) {
      const hasVoted = votes[voter] !== undefined;
      if (hasVoted) votes[voter] = null;
      // Who only ever closes has no say in who is open, but its close is one.
      if (hasVoted && votes.some((vote) => vote)) disagree();
      else {
        settle();
        mayOpenByUpdate = false;
        close();
      }
    },
    dropsOut(voter, reason) {
      const hasVoted = votes[voter] !== undefined;
      votes[voter] = undefined;
      if (reason === "logout") votes = [];
      if (hasVoted || reason === "logout") lose(reason);
    },
    forget() {
      settle();
      opened = undefined;
      left = undefined;
      mayOpenByUpdate = false;
      isLost = true;
    },
  };
}

function isUnanimous(votes: readonly Vote[]): boolean {
  const spoken = votes.filter((vote) => vote !== undefined);
  return spoken.every((one) =>
    spoken.every((other) => one && other && (one === other || isSamePatient(one.patient, other.patient))),
  );
}

// The first source that knows a number; the first that knows anybody where none does.
function baseOf(votes: readonly Vote[]): number {
  const numbered = votes.findIndex((vote) => vote?.patient.nhsNumber !== undefined);
  return numbered === -1 ? votes.findIndex((vote) => vote) : numbered;
}

function isRenumberedVisit(before: Said | undefined, now: Said): boolean {
  return (
    before?.encounter?.id === now.encounter?.id &&
    before !== undefined &&
    isRenumbered(before.patient, now.patient)
  );
}

function isSameSubject({ said }: Opened, now: Vote): boolean {
  return (
    now !== null &&
    now !== undefined &&
    isSamePatient(said.patient, now.patient) &&
    said.encounter?.id === now.encounter?.id
  );
}
