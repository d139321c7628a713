import type { ConsoleAct, ConsoleForms } from "../../src/domain/console-act.js";
import type { PreviewChoice } from "./preview-choice.js";

/** What is open or ticked; it outlives every new view of the same page. */
export interface ConsoleDrafts {
  /** Per change: which of the two boxes are ticked. */
  readonly ticks: Readonly<Record<string, { readonly spoken: boolean; readonly read: boolean }>>;
  /** The change whose refusal is being written. */
  readonly refusing: string | undefined;
  /** The change whose full difference is open. */
  readonly open: string | undefined;
  readonly preview: PreviewChoice;
  /** The kind of pause that is chosen. */
  readonly scope: string;
  /** What was missing at the last press, by the field's id. */
  readonly missing: string | undefined;
}

/** What the console's templates may ask from the element that draws them. */
export interface ConsoleHost {
  readonly drafts: ConsoleDrafts;
  readonly resumed: ConsoleForms | undefined;
  change(drafts: Partial<ConsoleDrafts>): void;
  act(act: ConsoleAct): void;
  /** What stands in a field, without the blanks around it. */
  readonly field: (id: string) => string;
  /** The same, to the letter. */
  readonly text: (id: string) => string;
  readonly isTicked: (id: string) => boolean;
  /** Grows with every act that was done: a form that was sent is drawn empty again. */
  readonly done: number;
  /** Whether a field that must be filled in is; where it is not, says so beside it and goes there. */
  filled(id: string): boolean;
}
