/** The table of pauses, as Kysely sees it. */
export interface PauseTable {
  readonly pause_id: string;
  readonly scope: string;
  readonly location_id: string | null;
  readonly begun_at: number;
  readonly ended_at: number | null;
  readonly sealed_words: Uint8Array;
}
