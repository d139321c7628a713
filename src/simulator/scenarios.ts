/**
 * Everything that can be made to go wrong, or to go unusually right, on the national side.
 *
 * Each is what an engineer has seen on a real wire or what a hazard of the requirements names; docs/simulator.md
 * describes them for testers.
 */
export type Scenario =
  /** The reply comes this much later. */
  | { readonly name: "slow"; readonly delayMs: number }
  /** Accepted, and then nothing, ever. */
  | { readonly name: "never-answers" }
  /** The same reply is delivered twice with the same MessageId. */
  | { readonly name: "answers-twice" }
  /** The reply waits until the reply to a later query has been delivered. */
  | { readonly name: "out-of-order" }
  /** A record, but another child's. */
  | { readonly name: "for-another-child" }
  | { readonly name: "malformed"; readonly form: MalformedForm }
  /** A plan in a template nobody knows, beside one that can be read. */
  | { readonly name: "unknown-plan-template" }
  /** A record with 26 openings listed. */
  | { readonly name: "more-than-25-accesses" }
  /** Declared totals that do not agree with the contents. */
  | { readonly name: "counts-disagree" }
  /** The record's date of birth is a day off. */
  | { readonly name: "identity-mismatch" }
  /** HTTP 200 with an ebXML ErrorList. */
  | { readonly name: "error-list"; readonly severity?: "Error" | "Warning"; readonly errorCode?: string }
  /** HTTP 500 with a SOAP Fault of these codes. */
  | { readonly name: "fault"; readonly codes: readonly string[] }
  /** A bare HTTP status. */
  | { readonly name: "http-status"; readonly status: number }
  /** The HTTP answer comes this much later; the reply too. */
  | { readonly name: "slow-acceptance"; readonly delayMs: number }
  | { readonly name: "connection-reset"; readonly when: "before-reading" | "after-reading" }
  /** TLS refuses the gateway's certificate. Only for every query: it is decided before one can be read. */
  | { readonly name: "certificate-refused" }
  /** The reply is delivered, and answered, before the query's own HTTP answer leaves. */
  | { readonly name: "reply-before-202" }
  /** The reply is addressed to another party. */
  | { readonly name: "wrong-party" }
  /** The reply refers to a message nobody sent. */
  | { readonly name: "unknown-ref" }
  /** The reply refers to no message. */
  | { readonly name: "missing-ref" }
  /** The envelope refers to the query, the HL7 message inside to another. */
  | { readonly name: "disagreeing-correlation" }
  /** The ebXML Action is not the name of the HL7 message inside. */
  | { readonly name: "action-mismatch" }
  /** An application acknowledgement that accepts, then the answer. */
  | { readonly name: "mcci-aa-then-answer"; readonly delayMs?: number }
  /** An application acknowledgement that reports an error, and no answer. */
  | { readonly name: "mcci-ae" }
  /** CP-IS itself reports a fault. */
  | { readonly name: "register-fault" }
  /** How *no record* is written: `NF` without a reason, or `ID` with the simulator's own reason code. */
  | { readonly name: "no-record-form"; readonly form: "NF" | "ID" }
  /** Accepted on a reliable contract without the Acknowledgment it owes. */
  | { readonly name: "acceptance-without-acknowledgment" }
  /** Accepted with the Acknowledgment of some other message. */
  | { readonly name: "foreign-acknowledgment" }
  /** The reply asks for an ebXML Acknowledgment, on the same connection or as a message of its own. */
  | { readonly name: "acknowledgment-requested"; readonly syncReply: boolean };

/** What is wrong with a malformed reply. */
export type MalformedForm =
  "truncated" | "doctype" | "entities" | "wrong-root" | "unknown-code" | "huge" | "not-multipart";

/** The names of the scenarios. */
export type ScenarioName = Scenario["name"];

/**
 * Which scenario a query meets: the next one queued, else the patient's own, else the one for all.
 *
 * A query that is sent again is a query again: two faults queued meet the first attempt and its first retry.
 */
export interface Scenarios {
  forNext(scenario: Scenario): void;
  forNhsNumber(nhsNumber: string, scenario: Scenario | undefined): void;
  forAll(scenario: Scenario | undefined): void;
  clear(): void;
}

/** The scenarios in force, with the server's side of them. */
export interface ScenarioStore extends Scenarios {
  /** Decided as a connection's request arrives, before anything of it is read; undefined leaves it to `take`. */
  readonly beforeReading: () => Scenario | undefined;
  readonly take: (nhsNumber: string | undefined) => Scenario | undefined;
  readonly current: () => Scenario | undefined;
}

/** An empty store. `onChange` runs after every change of the scenario for all. */
export function createScenarioStore(onChange: (forAll: Scenario | undefined) => void): ScenarioStore {
  const queue: Scenario[] = [];
  const byNhsNumber = new Map<string, Scenario>();
  let forAll: Scenario | undefined;
  const setForAll = (scenario: Scenario | undefined): void => {
    forAll = scenario;
    onChange(scenario);
  };
  return {
    forNext: (scenario) => {
      queue.push(scenario);
    },
    forNhsNumber: (nhsNumber, scenario) => {
      if (scenario === undefined) byNhsNumber.delete(nhsNumber);
      else byNhsNumber.set(nhsNumber, scenario);
    },
    forAll: setForAll,
    clear: () => {
      queue.length = 0;
      byNhsNumber.clear();
      setForAll(undefined);
    },
    beforeReading: () => {
      const next = queue[0] ?? forAll;
      if (next?.name !== "connection-reset" || next.when !== "before-reading") return undefined;
      if (queue.length > 0) queue.shift();
      return next;
    },
    take: (nhsNumber) =>
      queue.shift() ?? (nhsNumber === undefined ? undefined : byNhsNumber.get(nhsNumber)) ?? forAll,
    current: () => forAll,
  };
}
