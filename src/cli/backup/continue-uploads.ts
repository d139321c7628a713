import type { StorePlan } from "../../config/plan.js";
import { sayNextNumber, type NextNumber, type NextNumberSaid } from "../../gateway/store/mark-restored.js";
import { openStore } from "../../gateway/store/open-store.js";
import { withStoreAlone } from "../../gateway/store/store-alone.js";
import { randomIds } from "../../gateway/telemetry/runtime.js";

/** Says a restored council's next number, in a store that no gateway has open. Throws the store's own errors. */
export function continueUploads(store: StorePlan, next: NextNumber): NextNumberSaid {
  withStoreAlone(store.file, () => undefined);
  const context = openStore(store, randomIds);
  try {
    return sayNextNumber(context, next);
  } finally {
    context.database.emptyLog();
    context.database.close();
  }
}
