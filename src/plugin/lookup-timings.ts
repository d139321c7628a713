/** How patient the page is with its gateway; milliseconds. */
export interface LookupTimings {
  /** Without an answer for this long the gateway counts as unreachable: said within 2 s of its going. */
  readonly silenceMs: number;
  /** Between two tries while it is unreachable; each one waits longer, up to the last. */
  readonly retryMs: readonly number[];
  /** A stream that has brought nothing by then is held up by a proxy. */
  readonly streamOpenMs: number;
  /** A stream on which not even a heartbeat (every 15 s) came is held up or dead. */
  readonly streamSilenceMs: number;
  /** Between two readings without a stream, while an answer is expected soon. */
  readonly pollMs: number;
  /** The same with a stream (the stream only makes it faster), in a page that nobody sees, or after half a minute. */
  readonly slowPollMs: number;
  /** The same for an answer that stands, but that a late one may still replace, once that is not expected soon. */
  readonly latePollMs: number;
  /** From then on an answer is no longer expected soon. */
  readonly slowAfterMs: number;
  /** Scripts that have not come by then are said to be missing; they may still come. */
  readonly scriptsMs: number;
  /** Between two tries to fetch them; each one waits longer, up to the last. */
  readonly scriptsRetryMs: readonly number[];
  /** Settings that have not come by then are not waited for before an answer is drawn. */
  readonly settingsMs: number;
}

/** What a page uses. */
export const defaultLookupTimings: LookupTimings = {
  silenceMs: 1_500,
  retryMs: [250, 500, 1_000, 2_000, 3_000],
  streamOpenMs: 1_500,
  streamSilenceMs: 35_000,
  pollMs: 1_000,
  slowPollMs: 5_000,
  latePollMs: 15_000,
  slowAfterMs: 30_000,
  scriptsMs: 5_000,
  scriptsRetryMs: [1_000, 2_000, 5_000, 15_000, 60_000],
  settingsMs: 5_000,
};
