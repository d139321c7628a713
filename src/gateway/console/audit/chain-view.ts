import type { ConsoleAuditChain, ConsoleChainState } from "../../../contract/console.js";
import { toInstant } from "../../../domain/instant.js";
import type { ChainState, ChainWatch } from "../overview/chain-watch.js";

const mostFaults = 200;

/** The chain's state in one line. */
export function chainState(found: ChainState): ConsoleChainState {
  if (found.state === "not-verified") return { state: "not-verified" };
  const { state, verifiedAt, verdict } = found;
  return { state, verifiedAt: toInstant(verifiedAt), rows: verdict.rows };
}

/** The same with what vouches for it and, where it is broken, where. */
export function chainView(watch: Pick<ChainWatch, "state" | "isRunning">): ConsoleAuditChain {
  const found = watch.state();
  const running = watch.isRunning();
  if (found.state === "not-verified") return { ...chainState(found), running, faults: [] };
  const { chainId, lastId, checkpoints, coveredThrough, removedThrough, faults } = found.verdict;
  return {
    ...chainState(found),
    running,
    chainId,
    lastId,
    checkpoints,
    coveredThrough,
    removedThrough,
    faults: faults.slice(0, mostFaults),
  };
}
