import { BehaviorSubject, Observable, Subject, VirtualTimeScheduler, type Subscription } from "rxjs";
import type { LookupRequest, LookupView } from "../../../src/contract/lookup.js";
import type { LookupState } from "../../../src/domain/lookup-state.js";
import type { ContextEvent, ContextLossReason, PatientRef } from "../../../src/domain/patient-context.js";
import { askGateway } from "../../../src/pipeline/ask-gateway.js";
import type { LookupFrame } from "../../../src/pipeline/lookup-frame.js";
import { patientLookup } from "../../../src/pipeline/patient-lookup.js";
import {
  defaultSiteSettings,
  type Ask,
  type Asker,
  type CheckPress,
  type PipelineInputs,
  type SiteSettings,
} from "../../../src/pipeline/pipeline-inputs.js";
import type { LookupClient, LookupUpdate } from "../../../src/ports/lookup-client.js";
import type { Timers } from "../../../src/ports/telemetry.js";

/** Where the virtual clock starts. */
export const startMs = Date.parse("2026-01-05T14:30:00.000Z");

/** One lookup that left the page, and the way to answer it. */
export interface OpenedLookup {
  readonly request: LookupRequest;
  readonly atMs: number;
  readonly answers: Subject<LookupUpdate>;
  cancelled: boolean;
}

type EventBody = ContextEvent extends infer E
  ? E extends ContextEvent
    ? Omit<E, "seq" | "source" | "at">
    : never
  : never;

/** The real pipeline in virtual time, with a host, a finger and a gateway that do what the test says. */
export class PipelineRun {
  readonly scheduler = new VirtualTimeScheduler();
  readonly events = new Subject<ContextEvent>();
  readonly presses = new Subject<CheckPress>();
  readonly wakes = new Subject<void>();
  readonly interruptions = new Subject<ContextLossReason>();
  readonly activity = new Subject<void>();
  /** How often the adapter was told that the page has lost the context by itself. */
  forgotten = 0;
  readonly settings: BehaviorSubject<SiteSettings>;
  /** The real client of every run; what it needs may be late, or missing. */
  readonly client: LookupClient = { open: (request) => this.open(request), report: () => Promise.resolve() };
  readonly ask: Ask = (...question) => askGateway(this.client, ...question);
  readonly asker = new BehaviorSubject<Asker>(this.ask);
  readonly opened: OpenedLookup[] = [];
  readonly frames: LookupFrame[] = [];
  /** Called when a timer has done its work, as the end of its task. */
  afterTimer: () => void = () => undefined;
  readonly timers: Timers = {
    after: (delayMs, run) => {
      const scheduled = this.scheduler.schedule(() => {
        run();
        this.afterTimer();
      }, delayMs);
      return () => scheduled.unsubscribe();
    },
  };
  readonly subscription: Subscription;
  /** Called with every frame at the moment it is emitted. */
  onFrame: (frame: LookupFrame) => void = () => undefined;
  ended: "no" | "completed" | "errored" = "no";
  private seq = 0;
  private ids = 0;

  /** What somebody has set the clock on the wall forward by. */
  clockSetByMs = 0;

  constructor(
    settings: Partial<SiteSettings> = {},
    replace: Partial<PipelineInputs> | ((run: PipelineRun) => Partial<PipelineInputs>) = {},
  ) {
    this.settings = new BehaviorSubject<SiteSettings>({
      ...defaultSiteSettings,
      discreet: false,
      ...settings,
    });
    const inputs: PipelineInputs = {
      events: this.events,
      presses: this.presses,
      wakes: this.wakes,
      interruptions: this.interruptions,
      activity: this.activity,
      forget: () => (this.forgotten += 1),
      settings: this.settings,
      asker: this.asker,
      locationId: "ED-MAIN",
      automaticTrigger: "opened",
      clock: { now: () => this.nowMs },
      ids: { uuid: () => `00000000-0000-4000-8000-${String((this.ids += 1)).padStart(12, "0")}` },
      timers: this.timers,
      ...(typeof replace === "function" ? replace(this) : replace),
    };
    this.subscription = patientLookup(inputs).subscribe({
      next: (frame) => {
        this.frames.push(frame);
        this.onFrame(frame);
      },
      complete: () => (this.ended = "completed"),
      error: () => (this.ended = "errored"),
    });
  }

  /** Whether there is a way to ask. */
  hasScript = true;

  /** The page begins without the script that asks. */
  withholdScript(): void {
    this.hasScript = false;
    this.asker.next("coming");
  }

  /** The script comes, or fails to; once it is there it stays. */
  bringScript(what: "coming" | "missing" | "here"): void {
    if (this.hasScript) return;
    this.hasScript = what === "here";
    this.asker.next(what === "here" ? this.ask : what);
  }

  get nowMs(): number {
    return startMs + this.clockSetByMs + this.scheduler.now();
  }

  get frame(): LookupFrame {
    const last = this.frames.at(-1);
    if (last === undefined) throw new Error("nothing was shown");
    return last;
  }

  get state(): LookupState {
    return this.frame.view.state;
  }

  get lookup(): OpenedLookup {
    const last = this.opened.at(-1);
    if (last === undefined) throw new Error("nothing was asked");
    return last;
  }

  /** Lets virtual time pass; timers that fall due run at their own moment. */
  wait(ms: number): void {
    const until = this.scheduler.now() + ms;
    this.scheduler.schedule(() => undefined, ms);
    this.scheduler.maxFrames = until;
    this.scheduler.flush();
  }

  tell(event: EventBody): void {
    this.seq += 1;
    this.tellAs(this.seq, event);
  }

  tellAs(seq: number, event: EventBody): void {
    const at = new Date(this.nowMs).toISOString();
    this.events.next({ ...event, seq, source: "test", at });
  }

  openPatient(key: string, patient: PatientRef, encounterId?: string): void {
    this.tell({
      kind: "open",
      key,
      patient,
      ...(encounterId === undefined ? {} : { encounter: { id: encounterId } }),
    });
  }

  press(trigger: CheckPress["trigger"] = "check-again", key = this.frame.contextKey): void {
    this.presses.next({ key, trigger });
  }

  /** Answers the newest lookup. */
  answer(state: LookupState, version: number, more: Partial<LookupView> = {}): void {
    this.lookup.answers.next({ kind: "view", view: this.view(this.lookup, state, version, more) });
  }

  view(
    lookup: OpenedLookup,
    state: LookupState,
    version: number,
    more: Partial<LookupView> = {},
  ): LookupView {
    return {
      lookupId: lookup.request.lookupId,
      version,
      state,
      environment: "simulator",
      serverTime: new Date(this.nowMs).toISOString(),
      reused: false,
      ...more,
    };
  }

  private open(request: LookupRequest): Observable<LookupUpdate> {
    const opened: OpenedLookup = { request, atMs: this.nowMs, answers: new Subject(), cancelled: false };
    this.opened.push(opened);
    return new Observable((subscriber) => {
      const subscription = opened.answers.subscribe(subscriber);
      return () => {
        opened.cancelled = true;
        subscription.unsubscribe();
      };
    });
  }
}

/** A valid NHS number of the test range, the n-th of them. */
export function nhsNumberOf(n: number): string {
  for (let serial = 1 + n * 20; ; serial += 1) {
    const nine = `999${String(serial).padStart(6, "0")}`;
    const sum = Array.from(nine).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check !== 10) return `${nine}${check}`;
  }
}

/** A made-up child with a verified number. */
export function child(n: number, more: Partial<PatientRef> = {}): PatientRef {
  return {
    nhsNumber: nhsNumberOf(n),
    nhsNumberStatus: "verified",
    birthDate: "2019-04-14",
    familyName: `Test-${n}`,
    localIds: [],
    ...more,
  };
}

/** A record of one plan about a made-up child. */
export function recordAbout(
  patient: PatientRef,
  at: string,
  councilCode = "C101",
): Extract<LookupState, { kind: "record" }> {
  return {
    kind: "record",
    retrievedAt: at,
    record: {
      authorities: [
        {
          odsCode: councilCode,
          name: "Exampleshire County Council",
          plans: [{ kind: "child-protection-plan", startDate: "2025-01-05T00:00" }],
        },
      ],
      subjects: [
        {
          kind: "child",
          nhsNumber: patient.nhsNumber ?? "",
          birthDate: patient.birthDate ?? "",
          givenName: "Test",
          familyName: patient.familyName ?? "",
        },
      ],
      accesses: [],
      gaps: [],
    },
  };
}
