import type { LookupStateKind } from "../domain/lookup-state.js";
import type { EncounterRef, LocalIdentifier, PatientRef } from "../domain/patient-context.js";
import type { ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";
import {
  bridgeVersion,
  type BridgeConnect,
  type BridgeHello,
  type FrameMessage,
  type HostMessage,
} from "./host-bridge.js";
import {
  flag,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  variant,
  wholeNumber,
  type Reader,
} from "./shape.js";

/** More than any patient needs; whatever is larger is not read at all. Characters and values, each. */
const mostCharacters = 32_768;
const mostValues = 500;

const name = optional(text({ maxLength: 256 }));
const count = wholeNumber(0);

const localId = object<LocalIdentifier>(
  { system: text({ maxLength: 256 }), value: text({ minLength: 1, maxLength: 256 }) },
  "refuse",
);

/** The patient of a host, with nothing that is not documented. */
export const patientRef = object<PatientRef>(
  {
    nhsNumber: optional(text({ maxLength: 64 })),
    nhsNumberStatus: optional(oneOf({ verified: true, unverified: true, unknown: true })),
    birthDate: optional(text({ maxLength: 64 })),
    familyName: name,
    givenName: name,
    title: name,
    gender: name,
    pregnancy: optional(oneOf({ pregnant: true, maternity: true, "not-recorded": true })),
    localIds: list(localId, { atMost: 20 }),
  },
  "refuse",
);

/** The attendance or contact of a host. */
export const encounterRef = object<EncounterRef>({ id: text({ minLength: 1, maxLength: 256 }) }, "refuse");

const fixed =
  <K extends string>(word: K): Reader<K> =>
  (value) =>
    value === word ? word : invalid;

type Host<K extends HostMessage["kind"]> = Extract<HostMessage, { readonly kind: K }>;
type Frame<K extends FrameMessage["kind"]> = Extract<FrameMessage, { readonly kind: K }>;

const hostMessage = variant<HostMessage>({
  "context-open": object<Host<"context-open">>(
    { kind: fixed("context-open"), seq: count, patient: patientRef, encounter: optional(encounterRef) },
    "refuse",
  ),
  "context-close": object<Host<"context-close">>({ kind: fixed("context-close"), seq: count }, "refuse"),
  "user-logout": object<Host<"user-logout">>({ kind: fixed("user-logout"), seq: count }, "refuse"),
  ping: object<Host<"ping">>({ kind: fixed("ping"), n: count, active: optional(flag) }, "refuse"),
  token: object<Host<"token">>(
    { kind: fixed("token"), id: count, token: optional(text({ minLength: 1, maxLength: 16_384 })) },
    "refuse",
  ),
});

const stateKind = oneOf<LookupStateKind>({
  idle: true,
  checking: true,
  record: true,
  "no-record": true,
  "not-checked": true,
  failed: true,
  stale: true,
});

const errorCode: Reader<ErrorCode> = (value, place) => {
  const known = (word: unknown): word is ErrorCode =>
    typeof word === "string" && /^CPIS_[A-Z_]{1,60}$/.test(word);
  if (known(value)) return value;
  place.issues.push({ path: place.path, message: "is not an error code" });
  return invalid;
};

const frameMessage = variant<FrameMessage>({
  ready: object<Frame<"ready">>(
    { kind: fixed("ready"), version: count, pingEveryMs: count, hearsUse: optional(flag) },
    "ignore",
  ),
  pong: object<Frame<"pong">>({ kind: fixed("pong"), n: count }, "ignore"),
  "context-request": object<Frame<"context-request">>({ kind: fixed("context-request") }, "ignore"),
  "token-request": object<Frame<"token-request">>(
    { kind: fixed("token-request"), id: count, rejected: flag },
    "ignore",
  ),
  "lookup-changed": object<Frame<"lookup-changed">>(
    { kind: fixed("lookup-changed"), seq: count, state: stateKind },
    "ignore",
  ),
  displayed: object<Frame<"displayed">>({ kind: fixed("displayed"), seq: count, state: stateKind }, "ignore"),
  "details-opened": object<Frame<"details-opened">>({ kind: fixed("details-opened"), seq: count }, "ignore"),
  acknowledged: object<Frame<"acknowledged">>({ kind: fixed("acknowledged"), seq: count }, "ignore"),
  visibility: object<Frame<"visibility">>(
    { kind: fixed("visibility"), visible: flag, percent: count },
    "ignore",
  ),
  gateway: object<Frame<"gateway">>({ kind: fixed("gateway"), reachable: flag }, "ignore"),
  resize: object<Frame<"resize">>({ kind: fixed("resize"), blockSizePx: count }, "ignore"),
  refused: object<Frame<"refused">>({ kind: fixed("refused"), code: errorCode }, "ignore"),
});

/**
 * Reads a message of the host's.
 *
 * Throws `CPIS_HOST_MESSAGE_TOO_LARGE` before anything else is looked at, and `CPIS_HOST_MESSAGE_INVALID` for whatever
 * has not exactly the documented shape: half a message may name the wrong patient (H-01).
 */
export function parseHostMessage(data: unknown): HostMessage {
  return read(hostMessage, data);
}

/** Reads a message of the hosted page's; the same faults. Fields that a newer page adds are ignored. */
export function parseFrameMessage(data: unknown): FrameMessage {
  return read(frameMessage, data);
}

function read<T>(reader: Reader<T>, data: unknown): T {
  if (!isSmall(data)) throw new CpisError("CPIS_HOST_MESSAGE_TOO_LARGE");
  const issues: { path: string; message: string }[] = [];
  const message = reader(data, { path: "", issues });
  if (message === invalid) throw new CpisError("CPIS_HOST_MESSAGE_INVALID", { issues });
  return message;
}

/** Whether a window message is an offer, of whatever version. */
export function readHello(data: unknown): BridgeHello | "other-version" | undefined {
  return readOpening(data, "cpis:hello");
}

/** Whether a window message is an answer to an offer, of whatever version. */
export function readConnect(data: unknown): BridgeConnect | "other-version" | undefined {
  return readOpening(data, "cpis:connect");
}

function readOpening<K extends "cpis:hello" | "cpis:connect">(
  data: unknown,
  type: K,
):
  | { readonly type: K; readonly v: typeof bridgeVersion; readonly nonce: string }
  | "other-version"
  | undefined {
  if (!isRecord(data) || data["type"] !== type) return undefined;
  if (data["v"] !== bridgeVersion) return "other-version";
  const { nonce } = data;
  return typeof nonce === "string" && nonce.length > 0 && nonce.length <= 64
    ? { type, v: bridgeVersion, nonce }
    : undefined;
}

// Stops as soon as it is too much, so that ten megabytes cost no more than thirty kilobytes.
function isSmall(data: unknown): boolean {
  let characters = 0;
  const waiting: unknown[] = [data];
  for (let values = 0; waiting.length > 0; values += 1) {
    const value = waiting.pop();
    if (typeof value === "string") characters += value.length;
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return false;
    else if (Array.isArray(value)) {
      if (value.length > mostValues) return false;
      waiting.push(...(value as readonly unknown[]));
    } else if (isRecord(value)) {
      for (const key in value) {
        characters += key.length;
        waiting.push(value[key]);
        if (waiting.length > mostValues) return false;
      }
    }
    if (values > mostValues || characters > mostCharacters) return false;
  }
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
