/** Everything that can be made to go wrong with what CP-IS sends to councils, by name. */
export type CouncilFault =
  /** The answer counts one record more than it was sent. */
  | { readonly name: "wrong-count" }
  /** A file code that no vocabulary has. */
  | { readonly name: "unknown-file-code" }
  /** A record code that no vocabulary has, for the first record. */
  | { readonly name: "unknown-record-code" }
  /** The first detail points to a record that is not there. */
  | { readonly name: "unpaired-detail" }
  /** The answer names a sequence number that this council never sent. */
  | { readonly name: "sequence-never-sent" }
  /** The answer to a good file names no sequence number (-1). */
  | { readonly name: "sequence-unreadable" }
  /** The first record is refused (CPR07), whatever it says. */
  | { readonly name: "partial" }
  /** The file is called corrupt (CPF01). Nothing is loaded. */
  | { readonly name: "file-error" }
  /** PDS cannot be reached (CPF05). Nothing is loaded. */
  | { readonly name: "pds-unavailable" }
  /** The sender's version is no longer supported (CPF06). Nothing is loaded. */
  | { readonly name: "version-unsupported" }
  /** The file is loaded and answered this much later. */
  | { readonly name: "late-acknowledgement"; readonly delayMs: number }
  /** The file is loaded and never answered. */
  | { readonly name: "no-acknowledgement" }
  /** The same answer comes as two messages. */
  | { readonly name: "acknowledged-twice" }
  /** The answer ends in the middle. */
  | { readonly name: "unreadable-acknowledgement" }
  /** The same notification comes as two messages. */
  | { readonly name: "duplicate-notification" }
  /** Every access names two NHS numbers. */
  | { readonly name: "two-children" }
  /** Every access names a local id that nobody has, and no NHS number. */
  | { readonly name: "no-child" }
  /** Every access names an NHS number that this council never uploaded. */
  | { readonly name: "unknown-person" }
  /** Every access is dated tomorrow. */
  | { readonly name: "future-time" }
  /** The notification is for another council. */
  | { readonly name: "wrong-recipient" }
  /** The notification ends in the middle. */
  | { readonly name: "unreadable-notification" };

/** The names of the faults. */
export type CouncilFaultName = CouncilFault["name"];

const notificationFaults: ReadonlySet<CouncilFaultName> = new Set([
  "duplicate-notification",
  "two-children",
  "no-child",
  "unknown-person",
  "future-time",
  "wrong-recipient",
  "unreadable-notification",
]);

/** Which fault the next upload or notification meets: the next one queued, else the one for all. */
export interface CouncilFaults {
  /** A fault of uploads meets the next upload, a fault of notifications the next notification. */
  forNext(fault: CouncilFault): void;
  forAll(fault: CouncilFault | undefined): void;
  clear(): void;
}

/** The faults with the register's side of them. */
export interface CouncilFaultStore extends CouncilFaults {
  readonly take: (about: "upload" | "notification") => CouncilFault | undefined;
}

/** No faults. */
export function createCouncilFaults(): CouncilFaultStore {
  const queue: CouncilFault[] = [];
  let forAll: CouncilFault | undefined;
  const meets = (about: "upload" | "notification", { name }: CouncilFault): boolean =>
    notificationFaults.has(name) === (about === "notification");
  return {
    forNext: (fault) => {
      queue.push(fault);
    },
    forAll: (fault) => {
      forAll = fault;
    },
    clear: () => {
      queue.length = 0;
      forAll = undefined;
    },
    take: (about) => {
      const index = queue.findIndex((fault) => meets(about, fault));
      if (index >= 0) return queue.splice(index, 1)[0];
      return forAll !== undefined && meets(about, forAll) ? forAll : undefined;
    },
  };
}
