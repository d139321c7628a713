import type { UncheckedPatient } from "../contract/lookup.js";
import { localIdOf } from "./local-id.js";
import type { TellUnchecked } from "./pipeline-inputs.js";
import { present } from "./present.js";
import { after } from "./streams.js";

const retryMs = 5_000;

/**
 * Reports each context once, however often its host says it again, and tries once more where that fails. What fails then
 * is not tried again: nothing of it may disturb the screen, which says by itself that nobody was asked.
 *
 * No name, no date of birth and nothing of the number leaves the page.
 */
export function createUncheckedTeller(send: (report: UncheckedPatient) => Promise<void>): TellUnchecked {
  let told: string | undefined;
  return ({ key, patient, encounter }, reason, { ids, locationId, timers }) => {
    const context = JSON.stringify([key, encounter?.id]);
    if (context === told) return;
    told = context;
    const localId = localIdOf(patient);
    const report = { reportId: ids.uuid(), locationId, reason, ...present({ encounter, localId }) };
    const again = (): void => void send(report).catch(() => undefined);
    send(report).catch(() => after(retryMs, timers).subscribe(again));
  };
}
