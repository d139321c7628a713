import { pino, type DestinationStream } from "pino";
import type { GatewayPlan } from "../../config/plan.js";
import type { Logger } from "../../ports/runtime.js";
import { permittedFields } from "./log-fields.js";

/** Where the log goes, and which locations it may name. */
export interface LogOptions {
  /** Standard output where it is absent. */
  readonly destination?: DestinationStream;
  readonly locations?: readonly { readonly id: string }[];
}

/** The operational log as JSON lines. Errors are never handed to pino whole: their messages may quote a payload. */
export function createPinoLogger(
  level: GatewayPlan["logLevel"],
  { destination, locations }: LogOptions = {},
): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const log = destination === undefined ? pino(options) : pino(options, destination);
  const known = locations === undefined ? undefined : new Set(locations.map(({ id }) => id));
  return {
    info: (event, fields) => log.info(permittedFields(fields, known), event),
    warn: (event, fields) => log.warn(permittedFields(fields, known), event),
    error: (event, fields) => log.error(permittedFields(fields, known), event),
  };
}
