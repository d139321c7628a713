import type { AlertView } from "../../../../src/domain/alert-view.js";
import type { OpenedLookup, PipelineRun } from "../pipeline-run.js";
import { child } from "../pipeline-run.js";

/** An answer that was handed to the page, found again on the screen by its mark. */
export interface Handed {
  readonly mark: string;
  readonly kind: "record" | "no-record";
  readonly lookup: OpenedLookup;
  readonly expiresAtMs: number;
}

const never = Number.POSITIVE_INFINITY;

/**
 * Who is open as the host itself has told it, and what follows from that for the screen: a second, simpler telling of the
 * rules that shares no code with what it judges.
 */
export class Oracle {
  /** The number of the child who is open; null where nobody is, or nobody can know. */
  who: number | null = null;
  readonly complaints: string[] = [];
  readonly handed: Handed[] = [];
  answersSeen = 0;
  presses = 0;
  /** From then on the host, or the person at the screen, has been silent for too long. */
  silentAtMs = never;
  idleAtMs = never;
  private sinceMs = 0;
  private lookupsBefore = 0;
  private before = {};

  constructor(
    readonly run: PipelineRun,
    private readonly dwellMs: number,
    private readonly idleMs: number | undefined,
  ) {}

  /** What the host said last was replaced before anybody could hear of it. */
  takeBack(): void {
    Object.assign(this, this.before);
  }

  /** What was said until now stands. The host is about to speak: only what it says then can be taken back. */
  settle(): void {
    this.before = {};
  }

  /** The host says who is open, or that nobody is. To be called before anybody else hears of it. */
  opens(who: number | null): void {
    const { sinceMs, lookupsBefore, presses, idleAtMs } = this;
    this.before = { who: this.who, sinceMs, lookupsBefore, presses, idleAtMs };
    this.who = who;
    this.presses = 0;
    this.sinceMs = this.run.nowMs;
    this.lookupsBefore = this.run.opened.length;
    this.used();
  }

  used(): void {
    this.idleAtMs = this.idleMs === undefined ? never : this.run.nowMs + this.idleMs;
  }

  /** When time alone ends what is open. */
  get endMs(): number {
    return Math.min(this.silentAtMs, this.idleAtMs);
  }

  /** What time alone has ended; at the very moment itself only once its timers have run. */
  passTime(haveTimersRun = false): void {
    const { endMs } = this;
    const { nowMs } = this.run;
    if (this.who === null || nowMs < endMs || (nowMs === endMs && !haveTimersRun)) return;
    const asked = this.run.opened.slice(this.lookupsBefore);
    if (asked.some(({ atMs }) => atMs > endMs)) this.complain("asked after a silence");
    this.opens(null);
  }

  check(shown: AlertView | undefined): void {
    this.passTime();
    if (this.run.ended !== "no") this.complain(`the stream ${this.run.ended}`);
    if (shown !== undefined) this.checkShown(shown);
    this.checkQuestions();
  }

  /** The task is over and nobody speaks any more: then the open patient may not be missing from the screen. */
  checkPresent(shown: AlertView | undefined): void {
    if (this.who !== null && shown === undefined) this.complain("a blank for the open patient");
  }

  private checkShown({ state, patient, checkedBy }: AlertView): void {
    if (patient !== undefined && patient.nhsNumber !== this.number()) this.complain("another patient's name");
    if (state.kind !== "record" && state.kind !== "no-record") return;
    this.answersSeen += 1;
    const mark = state.kind === "record" ? state.record.authorities[0]?.odsCode : checkedBy?.name;
    const handed = this.handed.find((one) => one.mark === mark && one.kind === state.kind);
    if (handed === undefined) {
      this.complain(`${state.kind} that nobody gave`);
      return;
    }
    const { lookup, expiresAtMs } = handed;
    if (this.who === null) this.complain("an answer while nobody is open");
    if (lookup !== this.run.opened.at(-1)) this.complain("an answer to an older question");
    if (this.run.opened.indexOf(lookup) < this.lookupsBefore) this.complain("an answer from before");
    if (lookup.request.patient.nhsNumber !== this.number()) this.complain("an answer about another");
    if (this.run.nowMs > expiresAtMs) this.complain("an answer past its time");
    const subject = state.kind === "record" ? state.record.subjects[0]?.nhsNumber : this.number();
    if (subject !== this.number()) this.complain("a record of another child");
  }

  private checkQuestions(): void {
    const asked = this.run.opened.slice(this.lookupsBefore);
    const automatic = asked.filter(({ request }) => request.trigger === "opened");
    if (automatic.length > 1) this.complain("asked twice by itself");
    if (!this.run.hasScript && this.run.opened.length > 0) this.complain("asked before it could be drawn");
    if (asked.length - automatic.length > this.presses) this.complain("more questions than presses");
    if (automatic.some(({ atMs }) => atMs < this.sinceMs + this.dwellMs))
      this.complain("asked before the dwell time");
    if (asked.some(({ request }) => request.patient.nhsNumber !== this.number()))
      this.complain("asked about another, or about nobody");
  }

  private number(): string | undefined {
    return this.who === null ? undefined : child(this.who).nhsNumber;
  }

  private complain(what: string): void {
    if (!this.complaints.includes(what)) this.complaints.push(what);
  }
}
