/**
 * What the administrators' console draws: words and figures that are ready to read, so that the element decides nothing.
 *
 * Only the work lists of a safeguarding lead and an auditor's rows hold anything about a patient; both are wiped with the
 * session.
 */
import type { AuditForm, ConsoleForms } from "./console-act.js";
import type { ConsolePreviewPage } from "./console-preview.js";
import type { Environment } from "./environment.js";

/** The pages, as the address names them. */
export type ConsolePageName = "overview" | "work-lists" | "preview" | "audit" | "configuration" | "pause";

/** Everything on screen. */
export interface ConsoleView {
  /** Absent until somebody is signed in. */
  readonly frame?: ConsoleFrame;
  readonly page: ConsolePage;
  /** What came of the last act. */
  readonly note?: ConsoleNote;
  /** What was filled in before the person had to sign in once more. */
  readonly resumed?: ConsoleForms;
}

/** Around every page. */
export interface ConsoleFrame {
  readonly environment: Environment;
  readonly siteName: string;
  /** `ELLERY, Joan (administrator)`. */
  readonly person: string;
  /** When what is shown was read: `19-Nov-2026 15:05`. */
  readonly readAt: string;
  readonly pages: readonly { readonly name: ConsolePageName; readonly label: string }[];
  readonly current: ConsolePageName | undefined;
  /** Set shortly before the session ends. */
  readonly ending?: { readonly text: string; readonly mayStay: boolean };
  /** What must be known on every page: that checks are switched off, that what is shown is old. */
  readonly strips: readonly string[];
}

/** What came of an act. */
export interface ConsoleNote {
  readonly text: string;
  readonly isRefusal: boolean;
}

/** One page. */
export type ConsolePage =
  | { readonly kind: "loading" }
  | ConsoleGate
  | OverviewPage
  | WorkListsPage
  | ConsolePreviewPage
  | AuditPage
  | ConfigurationPage
  | PausePage;

/** A page that says why there is no other. */
export interface ConsoleGate {
  readonly kind: "gate";
  readonly heading: string;
  readonly lead: string;
  /** Where it goes on, where it does. */
  readonly link?: { readonly href: string; readonly label: string };
  readonly retry?: string;
}

/** One of the numbers that need a person, or do not. */
export interface ConsoleTile {
  readonly label: string;
  readonly value: string;
  readonly foot: string;
  readonly needsAttention: boolean;
  readonly icon?: "failed" | "not-checked";
  readonly link?: { readonly href: string; readonly label: string };
}

/** A value in words. */
export interface ConsoleCell {
  readonly text: string;
  /** Smaller, under it. */
  readonly under?: string;
  readonly look?: "strong" | "number" | "on" | "solid" | "dashed" | "attention";
  readonly link?: { readonly href: string; readonly label: string };
}

/** Rows under headings; the first cell of a row names it. */
export interface ConsoleTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ConsoleCell[])[];
  /** Said in the place of rows. */
  readonly empty: string;
}

/** How the gateway and its site are. */
export interface OverviewPage {
  readonly kind: "overview";
  readonly changes: readonly ConsoleChangeCard[];
  readonly tiles: readonly ConsoleTile[];
  readonly pauses: ConsoleTable;
  readonly locations?: ConsoleTable;
  readonly outcomes?: ConsoleTable;
  readonly mailboxes?: ConsoleTable;
  readonly certificates: ConsoleTable;
  readonly gateway: ConsoleTable;
  readonly alarms: ConsoleTable;
}

/** One setting before and after. */
export interface ConsoleDifferenceRow {
  readonly path: string;
  /** The setting in words, where it has such; its path otherwise. */
  readonly label: string;
  /** The location that it is a setting of: its name and its id. */
  readonly location?: { readonly name: string; readonly id: string };
  readonly meaning?: string;
  readonly before: string;
  readonly after: string;
  readonly danger?: string;
  /** `at once`, or `when the gateway is started anew`; with a second person where one is needed. */
  readonly takesEffect: string;
  readonly needsTwo: boolean;
}

/** A change that waits for a second person. */
export interface ConsoleChangeCard {
  readonly id: string;
  readonly asked: string;
  readonly lapses: string;
  readonly differences: readonly ConsoleDifferenceRow[];
  readonly effects: readonly string[];
  /** Whether this person may approve and refuse; never the one who asked. */
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
  /** Why there is no *Approve*. */
  readonly why?: string;
}

/** The three lists of what somebody has to look at. */
export interface WorkListsPage {
  readonly kind: "work-lists";
  readonly tabs: readonly { readonly id: string; readonly label: string }[];
  readonly current: string;
  /** What the list is, and what to do with it. */
  readonly lead: string;
  readonly table: ConsoleTable;
  /** Whether older ones can be asked for. */
  readonly more: boolean;
}

/** The search of the audit. */
export interface AuditPage {
  readonly kind: "audit";
  readonly chain: ConsoleCell;
  /** What is wrong with it, where something is. */
  readonly faults?: ConsoleTable;
  readonly actions: readonly { readonly id: string; readonly name: string }[];
  /** What the form holds at first: today. */
  readonly first: AuditForm;
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  /** Absent before the first search. */
  readonly result?: { readonly table: ConsoleTable; readonly count: string; readonly more: boolean };
}

/** The configuration that runs, those that ran, and what is proposed. */
export interface ConfigurationPage {
  readonly kind: "configuration";
  readonly state: string;
  readonly source?: string;
  readonly mayPropose: boolean;
  /** Why nothing can be changed here. */
  readonly why?: string;
  readonly changes: readonly ConsoleChangeCard[];
  /** What else must be known of it: faults of the file, settings that something else sets. */
  readonly notes: readonly string[];
  /** Changes that were decided, newest first. */
  readonly decided: ConsoleTable;
  readonly history: readonly ConsoleHistoryRow[];
  /** What a text would do, for the text that was checked. */
  readonly check?: ConsoleCheckResult & { readonly source: string };
  /** What going back to one that ran would do. */
  readonly rollBack?: ConsoleCheckResult & {
    readonly digest: string;
    readonly hash: string;
    /** What it changed when it was taken up. */
    readonly then: readonly ConsoleDifferenceRow[];
    readonly mayGoBack: boolean;
  };
}

/** One configuration that ran. */
export interface ConsoleHistoryRow {
  readonly digest: string;
  readonly hash: string;
  readonly applied: string;
  readonly dangerous: string;
  readonly approvedBy: string;
  readonly current: boolean;
}

/** What a text would do. */
export interface ConsoleCheckResult {
  readonly ok: boolean;
  readonly summary: string;
  readonly issues: readonly { readonly text: string; readonly isError: boolean }[];
  readonly differences: readonly ConsoleDifferenceRow[];
  readonly effects: readonly string[];
}

/** The pause switch. */
export interface PausePage {
  readonly kind: "pause";
  readonly mayBegin: boolean;
  readonly mayEnd: boolean;
  readonly on: readonly {
    readonly id: string;
    readonly what: string;
    readonly since: string;
    readonly reason: string;
  }[];
  /** What can be switched off, and what each does, in words. */
  readonly scopes: readonly { readonly id: string; readonly label: string; readonly does: string }[];
}
