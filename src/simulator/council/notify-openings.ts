import {
  buildAccessNotification,
  type AccessNotification,
  type NotifiedAccess,
} from "../../codec/hl7v3/access-notification.js";
import type { PersonId } from "../../codec/hl7v3/person-id.js";
import { formatEffectiveTime } from "../../codec/hl7v3/timestamp.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Errands } from "../errands.js";
import type { AccessListing, Register, RegisterAccess } from "../register.js";
import type { SeedAuthority } from "../seed.js";
import type { CouncilFaultStore } from "./council-faults.js";
import type { CouncilPost } from "./council-post.js";
import type { CouncilBehaviour } from "./council-settings.js";
import { spoilNotification } from "./spoil-notification.js";

/** Tells councils who opened the records of their children. */
export interface OpeningNotifier {
  /** Notes an opening in unscheduled care for every council that has a plan under the number. */
  opened(nhsNumber: string, access: RegisterAccess, listing: AccessListing): void;
  /** Sends at once what has gathered for a council; an empty notification where nothing has. */
  notifyNow(odsCode: string): void;
}

/** What telling works with. */
export interface NotifyingContext {
  readonly register: Register;
  readonly behaviour: CouncilBehaviour;
  readonly faults: CouncilFaultStore;
  readonly post: CouncilPost;
  readonly errands: Errands;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Nothing has gathered yet. */
export function createOpeningNotifier(context: NotifyingContext): OpeningNotifier {
  const { register, behaviour, errands } = context;
  const gathered = new Map<string, NotifiedAccess[]>();
  const notifyNow = (odsCode: string): void => {
    const accesses = gathered.get(odsCode) ?? [];
    gathered.delete(odsCode);
    const authority = register.findAuthority(odsCode);
    if (authority !== undefined) send(accesses, authority, context);
  };
  return {
    notifyNow,
    opened: (nhsNumber, access, listing) => {
      if (listing === "repeated" && !behaviour.notifyRepeats) return;
      for (const { odsCode, notified } of accessesFor(nhsNumber, access, register)) {
        const waiting = gathered.get(odsCode);
        if (waiting !== undefined) {
          waiting.push(notified);
          continue;
        }
        gathered.set(odsCode, [notified]);
        errands.add(behaviour.notificationIntervalMs, () => {
          if (gathered.has(odsCode)) notifyNow(odsCode);
          return Promise.resolve();
        });
      }
    },
  };
}

function accessesFor(
  nhsNumber: string,
  { at, queryId, author }: RegisterAccess,
  register: Register,
): readonly { readonly odsCode: string; readonly notified: NotifiedAccess }[] {
  const entry = register.find(nhsNumber);
  if (entry === undefined) return [];
  return entry.authorities.map((authority) => {
    const source = entry.sources.find((each) => each.authority === authority.odsCode);
    const localId = source?.childLocalId ?? source?.motherLocalId;
    const query = {
      effectiveTime: formatEffectiveTime(at),
      queryId,
      author,
      personIds: personIds(nhsNumber, localId, authority),
    };
    return {
      odsCode: authority.odsCode,
      notified: { queries: [query], uploadSequenceNumber: source?.sequenceNumber ?? 0 },
    };
  });
}

/** How a notice names a child: by NHS number, and by the council's own id where one was uploaded. */
export function personIds(
  nhsNumber: string,
  localId: string | undefined,
  { odsCode, name }: SeedAuthority,
): readonly PersonId[] {
  const number: PersonId = { type: "nhs-number", value: nhsNumber };
  if (localId === undefined) return [number];
  return [number, { type: "local", value: localId, assigningAuthorityName: `${odsCode}:${name}` }];
}

function send(
  accesses: readonly NotifiedAccess[],
  authority: SeedAuthority,
  { behaviour, faults, post, clock, ids }: NotifyingContext,
): void {
  const { odsCode, name } = authority;
  const notification: AccessNotification = {
    kind: "access-notification",
    effectiveTime: formatEffectiveTime(clock.now()),
    id: ids.uuid(),
    totalRecords: accesses.length,
    accesses,
    recipient: { odsCode, name },
  };
  const fault = faults.take("notification")?.name;
  const file = buildAccessNotification(spoilNotification(notification, fault, clock.now()));
  const { accessNotification: workflowId } = behaviour.workflows;
  const sending = { kind: "access-notification", odsCode, workflowId } as const;
  post.send(sending, fault === "unreadable-notification" ? file.slice(0, file.length / 2) : file);
  if (fault === "duplicate-notification") post.send(sending, file);
}
