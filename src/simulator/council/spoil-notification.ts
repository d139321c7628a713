import type {
  AccessNotification,
  NotifiedAccess,
  NotifiedQuery,
} from "../../codec/hl7v3/access-notification.js";
import { formatEffectiveTime } from "../../codec/hl7v3/timestamp.js";
import { anotherChild } from "../../testing/synthetic-people.js";
import type { CouncilFaultName } from "./council-faults.js";

const dayMs = 86_400_000;

/** Makes of a good notification what a fault wants; other faults are not matters of what it says. */
export function spoilNotification(
  notification: AccessNotification,
  fault: CouncilFaultName | undefined,
  nowEpochMs: number,
): AccessNotification {
  switch (fault) {
    case "two-children":
      return changeQueries(notification, ({ personIds: [first] }) => ({
        personIds: [
          ...(first === undefined ? [] : [first]),
          { type: "nhs-number", value: anotherChild.nhsNumber },
        ],
      }));
    case "no-child":
      return changeQueries(notification, () => ({ personIds: [{ type: "local", value: "NOBODY" }] }));
    case "unknown-person":
      return changeQueries(notification, () => ({
        personIds: [{ type: "nhs-number", value: anotherChild.nhsNumber }],
      }));
    case "future-time":
      return changeQueries(notification, () => ({ effectiveTime: formatEffectiveTime(nowEpochMs + dayMs) }));
    case "wrong-recipient":
      return { ...notification, recipient: { odsCode: "ZZL99", name: "Elsewhere Council" } };
    default:
      return notification;
  }
}

function changeQueries(
  notification: AccessNotification,
  change: (query: NotifiedQuery) => Partial<NotifiedQuery>,
): AccessNotification {
  const accesses: readonly NotifiedAccess[] = notification.accesses.map((access) => ({
    ...access,
    queries: access.queries.map((query) => ({ ...query, ...change(query) })),
  }));
  return { ...notification, accesses };
}
