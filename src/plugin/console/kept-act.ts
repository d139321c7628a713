import type { ConsoleAct, ConsoleForms } from "../../domain/console-act.js";

const key = "cpis-console-act";

/** What a person was about to do before one more sign-in. */
export interface KeptAct {
  readonly userId: string;
  readonly hash: string;
  readonly form: ConsoleForms;
}

/**
 * Keeps a form through the sign-in, in this tab only.
 *
 * Nothing about a patient is kept: an NHS number has to be written once more.
 */
export function keepAct(storage: Storage, { userId, hash, form: act }: KeptAct): void {
  const form =
    act.kind === "search" || act.kind === "export" ? { ...act, form: { ...act.form, nhsNumber: "" } } : act;
  storage.setItem(key, JSON.stringify({ userId, hash, form } satisfies KeptAct));
}

/** Whether an act was filled in, rather than only pressed. */
export const isForm = (act: ConsoleAct): act is ConsoleForms =>
  !["read-again", "stay", "sign-out", "search-more", "list-more"].includes(act.kind);

/** Whether an act changes nothing at the gateway, so that its form stays as it was written. */
export const isReading = ({ kind }: ConsoleAct): boolean =>
  ["check", "search", "search-more", "list-more", "export", "verify-chain"].includes(kind);

/** Takes it out again: it is shown once, and to nobody but the one who filled it in. */
export function takeAct(storage: Storage, userId: string): KeptAct | undefined {
  const text = storage.getItem(key);
  storage.removeItem(key);
  const kept = text === null ? undefined : (JSON.parse(text) as KeptAct);
  return kept?.userId === userId ? kept : undefined;
}
