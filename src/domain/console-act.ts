/** What a person does in the administrators' console; the element says it, and the page sends it. */

/** What an auditor looks for, as it stands in the form. */
export interface AuditForm {
  /** `19-Nov-2026 00:00`, on an English wall clock. */
  readonly from: string;
  readonly to: string;
  readonly nhsNumber: string;
  readonly userId: string;
  readonly action: string;
  readonly locationId: string;
  readonly reason: string;
}

/** One press. */
export type ConsoleAct =
  | { readonly kind: "read-again" }
  | { readonly kind: "stay" }
  | { readonly kind: "sign-out" }
  | { readonly kind: "search"; readonly form: AuditForm }
  | { readonly kind: "search-more" }
  | {
      readonly kind: "export";
      readonly form: AuditForm;
      readonly format: "csv" | "fhir";
      readonly withSubjects: boolean;
    }
  | { readonly kind: "verify-chain" }
  | { readonly kind: "list-more" }
  | { readonly kind: "check"; readonly source: string }
  | { readonly kind: "propose"; readonly source: string; readonly reason: string }
  | { readonly kind: "compare"; readonly digest: string }
  | { readonly kind: "roll-back"; readonly digest: string; readonly reason: string }
  | { readonly kind: "approve"; readonly id: string; readonly spoken: boolean; readonly read: boolean }
  | { readonly kind: "refuse"; readonly id: string; readonly reason: string }
  | { readonly kind: "withdraw"; readonly id: string }
  | { readonly kind: "begin-pause"; readonly scope: string; readonly reason: string }
  | { readonly kind: "end-pause"; readonly id: string };

/** What was filled in when an act needed one more sign-in: the act itself, to be shown again and pressed again. */
export type ConsoleForms = Exclude<
  ConsoleAct,
  { kind: "read-again" | "stay" | "sign-out" | "search-more" | "list-more" }
>;
