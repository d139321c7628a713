/** The options of `cpis lookup`, as they were typed. */
export interface LookupOptions {
  readonly location?: string;
  readonly birthDate?: string;
  readonly json?: boolean;
  readonly seed?: string;
  readonly config?: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
  readonly confirmReportedToCouncil?: boolean;
}
