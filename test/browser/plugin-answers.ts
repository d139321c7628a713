import type { LookupState } from "../../src/domain/lookup-state.js";
import type { ContractGateway } from "../support/contract-gateway.js";
import { child, recordAbout } from "../unit/pipeline/pipeline-run.js";

/** Whom the random switches open. */
export const patients = Array.from({ length: 8 }, (_, n) => child(n));

/** A record whose council bears the patient's number in this test, so that whoever's it is can be read off the screen. */
function recordOf(n: number): LookupState {
  const state = recordAbout(patients[n] ?? child(n), new Date().toISOString());
  const authorities = state.record.authorities.map((authority) => ({ ...authority, name: `Council-${n}` }));
  return { ...state, record: { ...state.record, authorities } };
}

/** Answers every question with the record of its own patient, at a random moment: most come too late. */
export function answerAll(gateway: ContractGateway): {
  readonly given: () => number;
  readonly stop: () => void;
} {
  const known = new Set<string>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let given = 0;
  const watch = setInterval(() => {
    for (const [id, { request }] of gateway.lookups) {
      if (known.has(id)) continue;
      known.add(id);
      const n = patients.findIndex(({ nhsNumber }) => nhsNumber === request.patient.nhsNumber);
      const answer = (): void => {
        given += 1;
        gateway.settle(id, recordOf(n));
      };
      timers.add(setTimeout(answer, Math.random() * 40));
    }
  }, 5);
  return {
    given: () => given,
    stop() {
      clearInterval(watch);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
