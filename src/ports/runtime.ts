import type { ServiceIdentifier } from "inversify";

/** The only source of time. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}
export const Clock: ServiceIdentifier<Clock> = Symbol("Clock");

/** The only source of identifiers. */
export interface IdSource {
  /** A random UUID (version 4), upper-case hexadecimal as HL7 and ebXML ids must be. */
  uuid(): string;
}
export const IdSource: ServiceIdentifier<IdSource> = Symbol("IdSource");

/** Operational log. Fields are an allow-list of ids, codes and counts; never an NHS number, a name or a payload. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
export const Logger: ServiceIdentifier<Logger> = Symbol("Logger");

/** The only fields that reach a log. */
export interface LogFields {
  readonly lookupId?: string;
  readonly messageId?: string;
  readonly refToMessageId?: string;
  readonly locationId?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly count?: number;
  readonly durationMs?: number;
  readonly port?: number;
  readonly sequenceNumber?: number;
  /** The hash that an audit checkpoint signed. */
  readonly checkpoint?: string;
  readonly address?: string;
  readonly environment?: string;
  /** Of the configuration that runs; it names no setting and no secret. */
  readonly planHash?: string;
  readonly method?: string;
  readonly route?: string;
}
