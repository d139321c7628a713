/** How far a change asked for in the console has come. */
export type ChangeState =
  | "waiting"
  | "approved"
  | "waiting-for-restart"
  | "applied"
  | "refused"
  | "withdrawn"
  | "lapsed"
  | "outdated";

/** One change asked for in the console. Times are milliseconds since 1970. */
export interface ConfigurationChangeTable {
  readonly change_id: string;
  readonly from_digest: string;
  readonly to_digest: string;
  readonly asked_by: string;
  readonly asked_at: number;
  readonly lapses_at: number;
  readonly needs_two: number;
  readonly state: ChangeState;
  readonly decided_by: string | null;
  readonly decided_at: number | null;
  readonly sealed_request: Uint8Array;
  readonly sealed_decision: Uint8Array | null;
}
