import type { ConsoleAuditSearch, ConsoleChange } from "../../contract/console.js";
import type { AuditForm, ConsoleAct } from "../../domain/console-act.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Asking } from "./ask-gateway.js";
import type { ConsoleClient } from "./console-client.js";
import type { ConsoleReadings } from "./console-model.js";
import { toSearch } from "./to-audit.js";
import { scopeOf } from "./to-pause.js";

/** What came of an act: words for the person, and what it changes of what is shown. */
export interface ActResult {
  readonly text?: string;
  readonly shown?: Partial<Pick<ConsoleReadings, "found" | "checks" | "search" | "chain" | "workList">>;
  /** A file for the person to keep. */
  readonly file?: { readonly name: string; readonly content: Blob };
}

/** An act that the gateway is told of. */
export type SentAct = Exclude<ConsoleAct, { kind: "read-again" | "stay" | "sign-out" }>;

/** Does one act. Throws a `CpisError` where it was not done. */
export async function doAct(
  client: ConsoleClient,
  act: SentAct,
  { me, found, search, checks, workList, overview }: ConsoleReadings,
  asking: Asking,
): Promise<ActResult> {
  switch (act.kind) {
    case "search": {
      const wanted = searchOf(act.form);
      return { shown: { found: await client.search(wanted, asking), search: wanted } };
    }
    case "search-more": {
      const last = found?.rows.at(-1);
      if (found === undefined || search === undefined || last === undefined) return {};
      const older = await client.search({ ...search, before: last.id }, asking);
      return { shown: { found: { rows: [...found.rows, ...older.rows], more: older.more } } };
    }
    case "export":
      return exported(
        await client.export(
          { ...searchOf(act.form), format: act.format, withSubjects: act.withSubjects },
          asking,
        ),
        act,
      );
    case "verify-chain":
      return { shown: { chain: await client.verifyChain(asking) } };
    case "list-more": {
      if (workList?.next === undefined) return {};
      const more = await client.workList(workList.list, workList.next, asking);
      return { shown: { workList: { ...more, items: [...workList.items, ...more.items] } } };
    }
    case "check": {
      const check = await client.check({ source: act.source }, asking);
      return { shown: { checks: { ...checks, check: { source: act.source, check } } } };
    }
    case "compare": {
      const detail = await client.earlier(act.digest, asking);
      const check = me.roles.includes("administrator")
        ? { check: await client.check({ digest: act.digest }, asking) }
        : {};
      return { shown: { checks: { ...checks, rollBack: { detail, ...check } } } };
    }
    case "end-pause":
      await client.endPause(act.id, asking);
      return { text: pauseEnded(overview?.pauses.some(({ id }) => id !== act.id)) };
    default:
      return { text: await change(client, act, asking), shown: { checks: undefined } };
  }
}

type Change = Extract<
  SentAct,
  { kind: "propose" | "roll-back" | "approve" | "refuse" | "withdraw" | "begin-pause" }
>;

async function change(client: ConsoleClient, act: Change, asking: Asking): Promise<string> {
  switch (act.kind) {
    case "propose":
      return changed(
        await client.propose({ kind: "source", source: act.source, reason: act.reason }, asking),
      );
    case "roll-back":
      return changed(
        await client.propose({ kind: "roll-back", digest: act.digest, reason: act.reason }, asking),
      );
    case "approve":
      return changed(
        await client.approve(
          act.id,
          { spokenToSafeguardingLead: act.spoken, readWhatItDoes: act.read },
          asking,
        ),
      );
    case "refuse":
      await client.refuse(act.id, act.reason, asking);
      return "Refused. Nothing has changed.";
    case "withdraw":
      await client.withdraw(act.id, asking);
      return "Withdrawn. Nothing has changed.";
    case "begin-pause":
      await client.beginPause({ scope: scopeOf(act.scope), reason: act.reason }, asking);
      return "Switched off. It works from now on.";
  }
}

// Where another pause is on, or that is not known, nobody may believe that everybody is checked again (H-04).
function pauseEnded(isAnotherOn = true): string {
  return isAnotherOn
    ? "This pause has ended. What another one switches off stays switched off."
    : "The pause has ended. Checks are made again.";
}

/** What became of a change, never more than the gateway said. */
function changed({ state }: ConsoleChange): string {
  switch (state) {
    case "applied":
      return "Approved changes are in force now.";
    case "waiting-for-restart":
      return "Accepted. It takes effect when the gateway is started anew; until then nothing has changed.";
    case "waiting":
      return "Proposed. Nothing has changed: a second person must approve it.";
    case "refused":
    case "withdrawn":
    case "lapsed":
    case "outdated":
      return `Nothing has changed: this change is ${state}.`;
  }
}

function searchOf(form: AuditForm): ConsoleAuditSearch {
  const search = toSearch(form);
  if (search === undefined) throw new CpisError("CPIS_REQUEST_INVALID");
  return search;
}

const exported = (
  content: Blob,
  { format, form, withSubjects }: Extract<SentAct, { kind: "export" }>,
): ActResult => ({
  text: withSubjects
    ? "The file was made. It holds NHS numbers: keep it where only those who need it can read it."
    : "The file was made. It says who did what, and about no patient by number.",
  file: {
    name: `audit-${form.from.replace(/[^0-9A-Za-z]+/g, "-")}.${format === "csv" ? "csv" : "ndjson"}`,
    content,
  },
});
