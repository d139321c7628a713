import { pino, type DestinationStream } from "pino";
import type { GatewayPlan } from "../../config/plan.js";
import type { LogFields, Logger } from "../../ports/runtime.js";

// An allow-list, because redaction misses what nobody thought of: a field that is not named here is not written.
const allowed: Readonly<Record<keyof LogFields, true>> = {
  lookupId: true,
  messageId: true,
  refToMessageId: true,
  locationId: true,
  code: true,
  reason: true,
  outcome: true,
  status: true,
  count: true,
  durationMs: true,
  port: true,
  sequenceNumber: true,
  checkpoint: true,
  address: true,
  alarm: true,
  environment: true,
  planHash: true,
  method: true,
  route: true,
};
const names = Object.keys(allowed) as readonly (keyof LogFields)[];

/** The operational log as JSON lines. Errors are never handed to pino whole: their messages may quote a payload. */
export function createPinoLogger(level: GatewayPlan["logLevel"], destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const log = destination === undefined ? pino(options) : pino(options, destination);
  return {
    info: (event, fields) => log.info(permitted(fields), event),
    warn: (event, fields) => log.warn(permitted(fields), event),
    error: (event, fields) => log.error(permitted(fields), event),
  };
}

// Peers choose these; an id with anything else in it might be a patient's name.
const fromPeers: ReadonlySet<keyof LogFields> = new Set(["messageId", "refToMessageId"]);
const plainId = /^[\w.:@-]{0,80}$/;

function permitted(fields: LogFields = {}): Record<string, string | number> {
  const copy: Record<string, string | number> = {};
  for (const name of names) {
    const value = fields[name];
    if (typeof value !== "string" && typeof value !== "number") continue;
    copy[name] = fromPeers.has(name) && !plainId.test(String(value)) ? "unprintable" : value;
  }
  return copy;
}
