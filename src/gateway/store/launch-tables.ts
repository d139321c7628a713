/** The tables of launches, as Kysely sees them. */
export interface LaunchTables {
  readonly launch_used: {
    readonly launch_hash: Uint8Array;
    readonly expires_at: number;
  };
  readonly launch_code: {
    readonly code_hash: Uint8Array;
    readonly expires_at: number;
    readonly sealed_context: Uint8Array | null;
  };
}
