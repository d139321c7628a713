import type { SetAsideList, SetAsideView } from "./council-mailbox.js";
import { asHeld, parserOf } from "./parse-council-shapes.js";
import { instant, list, object, oneOf, optional } from "./shape.js";

const setAside = object<SetAsideView>(
  {
    messageId: asHeld,
    receivedAt: instant,
    kind: oneOf({ file: true, report: true }),
    code: asHeld,
    says: asHeld,
    workflowId: optional(asHeld),
    from: optional(asHeld),
    dealtWith: optional(
      object<NonNullable<SetAsideView["dealtWith"]>>({ at: instant, by: asHeld, reason: asHeld }, "ignore"),
    ),
  },
  "ignore",
);

/** Answer of `GET /api/v1/council/mailbox/set-aside`. Throws `CPIS_REQUEST_INVALID` with every fault. */
export const parseSetAsideList: (body: unknown) => SetAsideList = parserOf(
  object<SetAsideList>({ messages: list(setAside, { atMost: 100_000 }) }, "ignore"),
);
