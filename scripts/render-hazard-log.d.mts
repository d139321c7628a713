/** A row of docs/safety/hazards.json, as far as the log shows it. */
interface HazardRow {
  readonly id: string;
  readonly hazard: string;
  readonly status: string;
  readonly control?: string;
  readonly note?: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** The hazard log as Markdown. */
export function renderHazardLog(hazards: readonly HazardRow[]): string;
