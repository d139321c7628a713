import { parseCaseList, parseCaseView, parseImportResult } from "../../../contract/parse-council-case.js";
import { parseSetAsideList } from "../../../contract/parse-council-mailbox.js";
import {
  caseDraft,
  parseCaseSearch,
  parseDeletionApproval,
  parseDeletionOrder,
  parseImportBatch,
  parseNoteOrder,
  parsePassOrder,
  parseReasonOrder,
  parseSendWishOrder,
  parseUploadOrder,
} from "../../../contract/parse-council-request.js";
import { workEntry } from "../../../contract/parse-council-shapes.js";
import {
  parseCouncilDirectory,
  parseCouncilEvent,
  parseMailboxHealth,
  parseNoticeInbox,
  parseSendWished,
  parseUploadList,
  parseUploadOrdered,
  parseWorkList,
} from "../../../contract/parse-council.js";
import { episode } from "../../../contract/parse-episode.js";
import {
  parseTakeoverDecisions,
  parseTakeoverDifference,
  parseTakeoverProposal,
  parseTakeoverRevision,
  parseTakeoverView,
} from "../../../contract/parse-takeover.js";
import type { Reader } from "../../../contract/shape.js";
import { readerSchema, type NamedReaders, type Schema } from "../../http/reader-schema.js";

const parsers = {
  CaseList: parseCaseList,
  CaseSearch: parseCaseSearch,
  CaseView: parseCaseView,
  CouncilDirectory: parseCouncilDirectory,
  CouncilEvent: parseCouncilEvent,
  DeletionApproval: parseDeletionApproval,
  DeletionOrder: parseDeletionOrder,
  ImportBatch: parseImportBatch,
  ImportResult: parseImportResult,
  MailboxHealth: parseMailboxHealth,
  NoteOrder: parseNoteOrder,
  NoticeInbox: parseNoticeInbox,
  PassOrder: parsePassOrder,
  ReasonOrder: parseReasonOrder,
  SendWished: parseSendWished,
  SendWishOrder: parseSendWishOrder,
  SetAsideList: parseSetAsideList,
  TakeoverDecisions: parseTakeoverDecisions,
  TakeoverDifference: parseTakeoverDifference,
  TakeoverProposal: parseTakeoverProposal,
  TakeoverRevision: parseTakeoverRevision,
  TakeoverView: parseTakeoverView,
  UploadList: parseUploadList,
  UploadOrder: parseUploadOrder,
  UploadOrdered: parseUploadOrdered,
  WorkList: parseWorkList,
} as const;

const parts = { CaseDraft: caseDraft, EpisodeView: episode, WorkEntry: workEntry } as const;

/** Bodies and answers that stand in the API's document under a name. */
export type CouncilSchemaName = keyof typeof parsers | keyof typeof parts;

/** Components of the council's side of the OpenAPI document, made of the parsers that pages and gateway use. */
export const councilSchemas: Readonly<Record<CouncilSchemaName, Schema>> = named();

function named(): Readonly<Record<CouncilSchemaName, Schema>> {
  const readers = [
    ...Object.entries(parts),
    ...Object.entries(parsers).map(([name, parse]) => [name, readerOf(parse)] as const),
  ] as readonly (readonly [CouncilSchemaName, Reader<unknown>])[];
  const names: NamedReaders = new Map(readers.map(([name, reader]) => [reader, name]));
  const schemas = readers.map(([name, reader]) => [name, readerSchema(reader, names)] as const);
  return Object.fromEntries(schemas) as Record<CouncilSchemaName, Schema>;
}

function readerOf(parse: (body: unknown) => unknown): Reader<unknown> {
  const reader: unknown = Reflect.get(parse, "reader");
  if (typeof reader !== "function") throw new TypeError("This parser does not say what it reads.");
  return reader as Reader<unknown>;
}
