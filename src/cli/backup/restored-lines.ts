import type { GatewayPlan } from "../../config/plan.js";
import type { Restored } from "../../gateway/store/restore-store.js";

/** What a person must know and do after a restore. */
export function restoredLines(
  restored: Restored,
  { council }: Pick<GatewayPlan, "council">,
): readonly string[] {
  const { kept, staleSequenceNumber, pausesUnknown } = restored;
  return [
    "Restored. Lookups, answers and audit rows from after the backup are not in this store.",
    ...(kept === undefined
      ? []
      : [`The store that was here is kept as ${kept}: its audit belongs to the record.`]),
    ...(council === undefined
      ? []
      : [
          "Notices that came after the backup are not in it either, and MESH has given them out already: ask CP-IS what it sent since then.",
        ]),
    ...(pausesUnknown === undefined
      ? []
      : [
          "WHAT WAS SWITCHED OFF MAY BE ON AGAIN. The store from before cannot be read, or is gone: ask whether somebody had paused checks since the backup, and begin that pause again right after the start (H-04).",
        ]),
    ...(staleSequenceNumber === undefined
      ? []
      : [
          `UPLOADS ARE STOPPED. The backup would number the next file ${String(staleSequenceNumber)}; CP-IS may have seen that number since (H-20).`,
          "Find the last number that CP-IS has seen (the store that is kept, the uploads page, or CP-IS), then run:",
          "  cpis store next-number --config FILE --number N --by YOUR-NAME",
        ]),
  ];
}
