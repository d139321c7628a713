import {
  approvalRequest,
  changeShape,
  checkRequest,
  checkShape,
  configurationShape,
  historyDetailShape,
  proposalRequest,
  refusalRequest,
} from "../../../contract/parse-configuration.js";
import type { ErrorCode } from "../../../errors/codes.js";
import { readerSchema } from "../../http/reader-schema.js";
import { consoleOperation } from "../console-operation.js";

const none = new Map<never, string>();
const path = { id: "The change's id." };
const change = readerSchema(changeShape, none);
const deciding: readonly ErrorCode[] = [
  "CPIS_CHANGE_NOT_FOUND",
  "CPIS_CHANGE_NOT_POSSIBLE",
  "CPIS_CHANGE_SECOND_PERSON",
  "CPIS_CONFIG_NOT_CHANGEABLE",
  "CPIS_REQUEST_FORGED",
];
const writing: readonly ErrorCode[] = [
  "CPIS_CONFIG_INVALID",
  "CPIS_CERTIFICATE_UNUSABLE",
  "CPIS_CONFIG_FILE_CHANGED",
  "CPIS_CONFIG_NOT_WRITTEN",
];

/** What the console does with the configuration: each operation's words and its rule, once. */
export const configurationOperations = {
  read: consoleOperation({
    id: "readConfiguration",
    roles: ["administrator", "auditor"],
    summary:
      "The configuration in force, those that were, and the changes that are asked for. No secret is in it.",
    answer: { description: "All of it.", schema: readerSchema(configurationShape, none) },
  }),
  readHistory: consoleOperation({
    id: "readEarlierConfiguration",
    roles: ["administrator", "auditor"],
    summary: "One configuration that ran, with what it changed and what going back to it would change.",
    path: { digest: "Its digest, 64 hexadecimal digits." },
    answer: { description: "The configuration.", schema: readerSchema(historyDetailShape, none) },
    problems: ["CPIS_CHANGE_NOT_FOUND"],
  }),
  check: consoleOperation({
    id: "checkConfiguration",
    roles: ["administrator"],
    summary: "Says every fault of a text, or what it would change and do. Nothing is written.",
    body: readerSchema(checkRequest, none),
    answer: { description: "What it would do.", schema: readerSchema(checkShape, none) },
    problems: ["CPIS_CHANGE_NOT_FOUND", "CPIS_CONFIG_NOT_CHANGEABLE"],
  }),
  propose: consoleOperation({
    id: "proposeConfiguration",
    roles: ["administrator"],
    stepUp: true,
    summary: "Asks for a change: a text, or a roll-back to one that ran.",
    description:
      "A change that needs two people waits for the second, for three days. Any other takes effect at once, whole: in the running gateway, or at its next start as soon as one setting of it needs a start.",
    body: readerSchema(proposalRequest, none),
    answer: { status: 201, description: "The change, as far as it has come.", schema: change },
    problems: ["CPIS_CHANGE_NOT_FOUND", "CPIS_CHANGE_NOT_POSSIBLE", "CPIS_CONFIG_NOT_CHANGEABLE", ...writing],
  }),
  approve: consoleOperation({
    id: "approveConfiguration",
    roles: ["administrator"],
    stepUp: true,
    summary: "Agrees to another administrator's change; it takes effect.",
    path,
    body: readerSchema(approvalRequest, none),
    answer: { description: "The change, which is in force or waits for the next start.", schema: change },
    problems: [...deciding, ...writing],
  }),
  refuse: consoleOperation({
    id: "refuseConfiguration",
    roles: ["administrator"],
    stepUp: true,
    summary: "Says no to another administrator's change.",
    path,
    body: readerSchema(refusalRequest, none),
    answer: { description: "The change, which is refused.", schema: change },
    problems: deciding,
  }),
  withdraw: consoleOperation({
    id: "withdrawConfiguration",
    roles: ["administrator"],
    summary: "Takes one's own change back.",
    path,
    answer: { description: "The change, which is withdrawn.", schema: change },
    problems: deciding,
  }),
} as const;
