import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { buildMessageFromJson, parseMessage } from "../../codec/hl7v3/message.js";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Terminal } from "../terminal.js";

const parseHelp = `
Reads strictly: a message that breaks its published structure ends with exit code 1 and one line that names the code
and the place, never the content. The banner is more patient with what CP-IS really sends; this command is not.

The kind is told by the root element, and a file may have 64 MB. Kinds, asked of Spine: query (QUPC_IN000006GB01),
query-response (REPC_IN000007GB01), query-failed (QUQI_IN010000UK14), application-acknowledgement (MCCI_IN010000UK13);
by MESH: upload (File, REPC_MT000002GB01), upload-acknowledgement (FileResponse, REPC_MT000003GB01), access-notification
(CP-ISAccessToServiceNotification, REPC_MT000004GB01), inactive-nhs-number (CP-ISInactiveNHSNumberNotification,
REPC_MT000005GB01). Numbers in records that the register refused are shown as they came: they may be no NHS numbers.

Examples:
  $ cpis message parse reply.xml
  $ cpis message parse acknowledgement.xml
  $ cpis message parse reply.xml > reply.json && cpis message build reply.json`;

const buildHelp = `
The inverse of parse: JSON of the same shape in, XML out. A field that is missing, misspelt or unknown is refused.

Examples:
  $ cpis message build query.json > query.xml
  $ cpis message parse query.xml | cpis message build -`;

/** `cpis message`: the codec on the command line, for testers and for support. */
export function addMessageCommand(program: Command, terminal: Terminal): void {
  const message = program.command("message").description("turn CP-IS messages into JSON and back");
  message
    .command("parse")
    .description("print a CP-IS message as JSON")
    .argument("<file>", "the message's XML, also inside a SOAP envelope; - reads standard input")
    .addHelpText("after", parseHelp)
    .action(async (file: string) => {
      terminal.out(JSON.stringify(parseMessage(await readBytes(file, terminal)), null, 2));
    });
  message
    .command("build")
    .description("print the XML of a message given as JSON")
    .argument("<file>", "the message's JSON; - reads standard input")
    .addHelpText("after", buildHelp)
    .action(async (file: string) => {
      terminal.out(buildMessageFromJson(parseJson(await read(file, terminal))));
    });
}

async function read(file: string, terminal: Terminal): Promise<string> {
  const content = await readBytes(file, terminal);
  return typeof content === "string" ? content : content.toString("utf8");
}

// As bytes: whether they are UTF-8 is for the reader of the message to say, and not to be repaired without a word.
async function readBytes(file: string, terminal: Terminal): Promise<string | Buffer> {
  if (file === "-") return terminal.readInput();
  try {
    return readFileSync(file);
  } catch (cause) {
    const detail = `The file cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_MESSAGE_MALFORMED", { detail, cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text; a message's text is never repeated.
    throw new CpisError("CPIS_MESSAGE_MALFORMED", { detail: "The file is not JSON." });
  }
}
