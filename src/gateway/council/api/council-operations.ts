import type { CouncilRole } from "../authorise-council.js";
import { councilOperation, type Operation } from "./council-operation.js";

/** Whoever is at work, by day or by night: a notice comes at any hour, and the duty team covers every team (H-18). */
const atWork: readonly CouncilRole[] = ["social-worker", "emergency-duty-team", "data-officer"];
const people: readonly CouncilRole[] = ["social-worker", "data-officer"];
const officer: readonly CouncilRole[] = ["data-officer"];
const episodeId = "The episode's opaque id.";

const notice = (id: string, summary: string): Parameters<typeof councilOperation>[0] => ({
  id,
  tag: "notices",
  summary,
  permitted: atWork,
  path: episodeId,
  answers: { 200: ["EpisodeView", "The episode now."] },
  problems: ["CPIS_NOTICE_NOT_FOUND", "CPIS_NOTICE_CONFLICT"],
});

/** What the council's lists say of themselves. */
export const readOperations = {
  inbox: councilOperation({
    id: "readInbox",
    tag: "notices",
    summary: "Openings of children's records by the NHS, as episodes, newest first.",
    description: "An episode says that a record was opened, not that a child was treated or is still there.",
    permitted: atWork,
    answers: { 200: ["NoticeInbox", "Every episode, with how many are not finished."] },
  }),
  workList: councilOperation({
    id: "readWorkList",
    tag: "council",
    summary: "What somebody has to do, each with its owner and its clock, and the match rate.",
    permitted: people,
    answers: { 200: ["WorkList", "The work."] },
  }),
  health: councilOperation({
    id: "readHealth",
    tag: "mailbox",
    summary: "The mailbox's health: when it was last read, what waits, when the certificate ends.",
    permitted: atWork,
    answers: { 200: ["MailboxHealth", "The health now; troubles worst first."] },
  }),
  directory: councilOperation({
    id: "readDirectory",
    tag: "council",
    summary: "Teams and workers with their names, and who is out of office today.",
    permitted: atWork,
    answers: { 200: ["CouncilDirectory", "The directory of the configuration."] },
  }),
  uploads: councilOperation({
    id: "listUploads",
    tag: "uploads",
    summary: "Uploads, newest first, and whether uploading has stopped.",
    permitted: atWork,
    answers: { 200: ["UploadList", "The uploads."] },
  }),
} as const;

/** What is done about notices. */
export const noticeOperations = {
  take: councilOperation(notice("takeNotice", "Takes an episode: somebody acts, nothing goes up any more.")),
  finish: councilOperation(notice("finishNotice", "Says that what was to be done about an episode is done.")),
  note: councilOperation({
    ...notice("noteNotice", "Writes down something about an episode."),
    body: "NoteOrder",
  }),
  pass: councilOperation({
    ...notice("passNotice", "Passes an episode on; whoever gets it has to take it."),
    body: "PassOrder",
  }),
} as const;

/** What is done about uploads. */
export const uploadOperations = {
  order: councilOperation({
    id: "orderUpload",
    tag: "uploads",
    summary: "Sends the changes, or the whole register, now rather than at its time.",
    permitted: officer,
    body: "UploadOrder",
    answers: {
      202: ["UploadOrdered", "A file is queued; only an answer from CP-IS makes a child visible."],
      200: ["UploadOrdered", "There is nothing to send."],
    },
    problems: ["CPIS_UPLOAD_NOT_POSSIBLE"],
  }),
  wish: councilOperation({
    id: "wishUpload",
    tag: "uploads",
    summary: "Wishes that a case goes into the next file, changed or not.",
    permitted: people,
    body: "SendWishOrder",
    answers: { 202: ["SendWished", "The wish, with since when it waits."] },
    problems: ["CPIS_CASE_NOT_FOUND", "CPIS_UPLOAD_NOT_POSSIBLE"],
  }),
  resume: councilOperation({
    id: "resumeUploads",
    tag: "uploads",
    summary: "Starts uploading again after a stop, with the reason.",
    permitted: officer,
    body: "ReasonOrder",
    answers: { 204: [undefined, "Uploading goes on."] },
    problems: ["CPIS_UPLOAD_NOT_POSSIBLE"],
  }),
  close: councilOperation({
    id: "closeUpload",
    tag: "uploads",
    summary: "Gives up waiting for an upload's answer, with the reason; what it held is sent anew.",
    permitted: officer,
    path: "The upload's sequence number.",
    body: "ReasonOrder",
    answers: { 204: [undefined, "Closed."] },
    problems: ["CPIS_UPLOAD_NOT_FOUND", "CPIS_UPLOAD_NOT_POSSIBLE"],
  }),
} as const;

/** Messages that could not be understood. */
export const setAsideOperations = {
  list: councilOperation({
    id: "listSetAside",
    tag: "mailbox",
    summary: "Messages that were set aside because they could not be understood.",
    permitted: people,
    answers: { 200: ["SetAsideList", "The messages, without their content."] },
  }),
  content: withContent(
    councilOperation({
      id: "readSetAsideContent",
      tag: "mailbox",
      summary: "The bytes of a message that was set aside, as a file; reading them is audited.",
      permitted: officer,
      path: "The message's MESH id.",
      answers: {},
      problems: ["CPIS_MAILBOX_MESSAGE_NOT_FOUND"],
    }),
    200,
    "application/octet-stream",
    { type: "string", format: "binary" },
    "The bytes as they came.",
  ),
  dealWith: councilOperation({
    id: "dealWithSetAside",
    tag: "mailbox",
    summary: "Says what was done about a message that was set aside.",
    permitted: officer,
    path: "The message's MESH id.",
    body: "ReasonOrder",
    answers: { 204: [undefined, "Kept."] },
    problems: ["CPIS_MAILBOX_MESSAGE_NOT_FOUND"],
  }),
} as const;

/** The stream of changes. */
export const streamOperation = withContent(
  councilOperation({
    id: "streamCouncil",
    tag: "council",
    summary: "Changes as server-sent events: states only, never content.",
    description:
      "The event's name is its kind. A comment line comes every 15 seconds; the stream ends when the token expires.",
    permitted: atWork,
    answers: {},
  }),
  200,
  "text/event-stream",
  { $ref: "#/components/schemas/CouncilEvent" },
  "The stream.",
);

function withContent(
  { schema, config }: Operation,
  status: number,
  type: string,
  content: object,
  description: string,
): Operation {
  const answer = { [status]: { description, content: { [type]: { schema: content } } } };
  const response: unknown = schema["response"];
  return { config, schema: { ...schema, response: { ...answer, ...(response as object) } } };
}
