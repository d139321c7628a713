import { localDateTime } from "./format.js";

/**
 * What this user's own openings returned, by chart, for the board.
 *
 * Kept in this page's memory and nowhere else, without any plan, council or number, and forgotten when the answer
 * itself would be: an alert that outlives its answer is an alert nobody can correct (H-30).
 */
export function createChecks() {
  const byChart = new Map();
  return {
    note: (chartId, view) => {
      const check = summarise(view);
      if (check !== undefined) byChart.set(chartId, check);
    },
    of: (chartId, now) => {
      const check = byChart.get(chartId);
      if (check === undefined || check.until > now) return check;
      return { kind: "expired", at: check.at };
    },
    // The answer may come after the patient is left; this page will not learn it.
    leave: (chartId) => {
      const check = byChart.get(chartId);
      if (check?.kind === "checking") byChart.set(chartId, { kind: "left", at: check.at, until: Infinity });
    },
    forget: () => byChart.clear(),
  };
}

function summarise(view) {
  const { state } = view;
  const at = Date.now() + (view.serverOffsetMs ?? 0);
  const until = view.contentExpiresAt === undefined ? at + 900_000 : Date.parse(view.contentExpiresAt);
  switch (state.kind) {
    case "record":
      return { kind: "record", at, until, ...shapeOfRecord(state.record, at) };
    case "no-record":
      return { kind: "no-record", at, until };
    case "checking":
      // Nothing has been sent while the dwell time runs.
      if (state.phase === "dwell") return undefined;
      return { kind: "checking", at, until: at + 60_000 };
    case "failed":
      return { kind: "failed", at, until: Infinity, reason: state.reason };
    case "not-checked":
      return { kind: "not-checked", at, until: Infinity, reason: state.reason };
    case "stale":
      return { kind: "expired", at, until: Infinity };
    default:
      return undefined;
  }
}

function shapeOfRecord(record, at) {
  const now = localDateTime(at);
  const plans = record.authorities.flatMap((authority) => authority.plans);
  const standing = plans.filter((plan) => plan.endDate === undefined || plan.endDate > now);
  return {
    count: plans.length,
    onlyEnded: plans.length > 0 && standing.length === 0 && record.gaps.length === 0,
    onlyUnborn: plans.length > 0 && plans.every((plan) => plan.kind === "unborn-child-protection-plan"),
  };
}
