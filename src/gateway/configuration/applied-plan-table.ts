import type { Generated } from "kysely";

/** One configuration the gateway has run with. */
export interface AppliedPlanTable {
  readonly id: Generated<number>;
  readonly entry_id: string;
  readonly applied_at: number;
  readonly digest: string;
  readonly dangerous_changes: number;
  readonly approved_by: string | null;
  readonly sealed_settings: Uint8Array;
  readonly sealed_source: Uint8Array;
}
