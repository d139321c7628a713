import type { ServiceIdentifier } from "inversify";
import type { Variables } from "../../config/environment-overrides.js";
import type { LoadedConfig } from "../../config/load-config.js";
import type { ConsoleDifference } from "../../contract/console.js";
import type { Issue } from "../../errors/cpis-error.js";
import type { AuditActor } from "../../ports/audit.js";
import type { AppliedPlan } from "./applied-plans.js";
import type { Reloaded } from "./reload-file.js";
import type { RefusedFile } from "./take-up.js";
import type { ChangePerson, StoredChange } from "./stored-changes.js";

/** Somebody who is signed in and acts on the configuration. */
export interface ActingPerson extends ChangePerson {
  readonly actor: AuditActor;
}

/** What a text would do, or why it cannot be taken. */
export type CheckedText =
  | {
      readonly ok: true;
      readonly loaded: LoadedConfig;
      readonly differences: readonly ConsoleDifference[];
      /** Also where it would take away what two people agreed to and the next start would have. */
      readonly needsTwo: boolean;
      readonly effects: readonly string[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** What somebody asks for: a text of their own, or one that ran before. */
export type WantedChange =
  | { readonly kind: "source"; readonly source: string; readonly reason: string }
  | { readonly kind: "roll-back"; readonly digest: string; readonly reason: string };

/** The configuration that runs, those that ran, and those that are asked for. */
export interface RunningConfiguration {
  readonly file: string;
  /** What stands above the file. */
  readonly variables: Variables;
  current(): LoadedConfig;
  /** Accepted, and in force from the next start on. */
  waiting(): LoadedConfig | undefined;
  /** Why the file on disk is not taken up, where it is not. */
  refusedFile(): RefusedFile | undefined;
  /** Newest first. */
  history(): readonly AppliedPlan[];
  /** Those that wait, oldest first, and the latest that have ended. */
  changes(): readonly StoredChange[];
  /** Of a text, or of one that ran (`CPIS_CHANGE_NOT_FOUND`). */
  check(wanted: { readonly source: string } | { readonly digest: string }): CheckedText;
  /**
   * Asks for a change. One that needs no second person takes effect at once.
   *
   * Throws `CPIS_CONFIG_INVALID` with every fault, `CPIS_CHANGE_NOT_FOUND`, `CPIS_CHANGE_NOT_POSSIBLE`,
   * `CPIS_CONFIG_FILE_CHANGED` and `CPIS_CONFIG_NOT_WRITTEN`.
   */
  propose(wanted: WantedChange, person: ActingPerson): Promise<StoredChange>;
  /** The second person agrees, and it takes effect. Throws as `propose`, and `CPIS_CHANGE_SECOND_PERSON` for the asker. */
  approve(changeId: string, person: ActingPerson): Promise<StoredChange>;
  /** The second person says no. */
  refuse(changeId: string, reason: string, person: ActingPerson): Promise<StoredChange>;
  /** The asker takes it back. */
  withdraw(changeId: string, person: ActingPerson): Promise<StoredChange>;
  /** Reads the file on disk again and takes it up, whole or not at all. */
  reload(): Promise<Reloaded>;
  /** Ends what nobody decided in time. */
  tidy(): Promise<void>;
}
export const RunningConfiguration: ServiceIdentifier<RunningConfiguration> = Symbol("RunningConfiguration");
