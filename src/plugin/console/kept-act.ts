import type { ConsoleAct, ConsoleForms } from "../../domain/console-act.js";

const key = "cpis-console-act";

/** What a person was about to do before one more sign-in. */
export interface KeptAct {
  readonly hash: string;
  readonly form: ConsoleForms;
}

/**
 * Keeps a form through the sign-in, in this tab only.
 *
 * Nothing about a patient is kept: an NHS number has to be written once more.
 */
export function keepAct(storage: Storage, hash: string, act: ConsoleForms): void {
  const form =
    act.kind === "search" || act.kind === "export" ? { ...act, form: { ...act.form, nhsNumber: "" } } : act;
  storage.setItem(key, JSON.stringify({ hash, form } satisfies KeptAct));
}

/** Whether an act was filled in, rather than only pressed. */
export const isForm = (act: ConsoleAct): act is ConsoleForms =>
  !["read-again", "stay", "sign-out", "search-more", "list-more"].includes(act.kind);

/** Takes it out again: it is shown once. */
export function takeAct(storage: Storage): KeptAct | undefined {
  const kept = storage.getItem(key);
  storage.removeItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as KeptAct);
}
