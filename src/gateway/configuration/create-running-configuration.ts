import { appliedPlans, lastAppliedPlan } from "./applied-plans.js";
import { checkText } from "./check-text.js";
import { approveChange, endChange, proposeChange, sourceOf } from "./decide-change.js";
import { oneAtATime } from "./one-at-a-time.js";
import { reloadFile, type ReloadParts } from "./reload-file.js";
import type { RunningConfiguration } from "./running-configuration.js";
import { settleChanges } from "./settle-changes.js";
import { endedChanges, openChanges } from "./stored-changes.js";

const endedShown = 20;

/** The configuration of one gateway. Changes come from the file and from the console, and are dealt with one at a time. */
export function createRunningConfiguration(parts: ReloadParts): RunningConfiguration {
  const { startedFrom, store, state, clock } = parts;
  const inTurn = oneAtATime();
  const last = lastAppliedPlan(store);
  if (last?.digest === state.current.digest) parts.inForce.replace(parts.inForce.now(), last.appliedAt);
  return {
    file: startedFrom.file,
    variables: startedFrom.variables,
    refusedFile: () => state.refused,
    current: () => state.current,
    waiting: () => state.waiting,
    history: () => [...appliedPlans(store)].reverse(),
    changes: () => [...openChanges(store), ...endedChanges(store, endedShown)],
    check: (wanted) => checkText("source" in wanted ? wanted.source : sourceOf(wanted.digest, parts), parts),
    propose: (wanted, person) => inTurn(() => proposeChange(wanted, person, parts)),
    approve: (changeId, person) => inTurn(() => approveChange(changeId, person, parts)),
    refuse: (changeId, reason, person) =>
      inTurn(() => endChange(changeId, { decision: "refused", reason }, person, parts)),
    withdraw: (changeId, person) =>
      inTurn(() => endChange(changeId, { decision: "withdrawn" }, person, parts)),
    reload: () => inTurn(() => reloadFile(parts)),
    tidy: () =>
      inTurn(async () => {
        const now = clock.now();
        if (!openChanges(store).some((change) => change.state === "waiting" && change.lapsesAt <= now))
          return;
        const waiting = state.waiting === undefined ? {} : { waiting: state.waiting.digest };
        const situation = { digest: state.current.digest, now, ...waiting };
        await store.commits.write(() => settleChanges(store, openChanges(store), situation));
      }),
  };
}
