import { councilCodes } from "./council-codes.js";
import { signInCodes } from "./sign-in-codes.js";

/**
 * The one table of error codes.
 *
 * A code is stable for the life of the product: operators search for it, tests match on it, and the reference page
 * is generated from this table. Text is for operators; what a clinician reads is decided in the widget's wording.
 */

/** What kind of failure it is, which decides whether anything may be sent again (design section 5, R-60). */
export type ErrorCategory =
  /** Our input is wrong; every fault is listed. */
  | "invalid"
  /** Policy, role, certificate or ASID forbids it. */
  | "not-permitted"
  /** The peer received it and said no. */
  | "rejected"
  /** The peer provably did not accept it: sending the same bytes again is safe. */
  | "unavailable"
  /** The peer may have accepted it: nothing is sent again without a person's decision. */
  | "ambiguous"
  /** The peer's bytes break the contract. */
  | "malformed"
  /** Our own fault. */
  | "internal";

/** Whether the operation may be repeated. */
export type RetryAdvice = "never" | "safe" | "ask";

interface ErrorCodeEntry {
  readonly category: ErrorCategory;
  readonly text: string;
}

const table = {
  CPIS_CONFIG_INVALID: {
    category: "invalid",
    text: "The configuration has faults; each is listed with its place.",
  },
  CPIS_CONFIG_UNREADABLE: {
    category: "invalid",
    text: "A configuration, key or certificate file cannot be read.",
  },
  CPIS_CONFIG_NOT_CHANGEABLE: {
    category: "invalid",
    text: "This gateway was started without a configuration file: there is nothing that could be changed.",
  },
  CPIS_CONFIG_FILE_CHANGED: {
    category: "invalid",
    text: "The configuration file was changed by hand meanwhile; nothing was written over it.",
  },
  CPIS_CONFIG_NOT_WRITTEN: {
    category: "unavailable",
    text: "The configuration file could not be written; the configuration in force stays.",
  },
  CPIS_CHANGE_NOT_FOUND: {
    category: "invalid",
    text: "There is no such change of the configuration, or no such configuration in the history.",
  },
  CPIS_CHANGE_NOT_POSSIBLE: {
    category: "invalid",
    text: "Not possible as the change stands: it is decided, withdrawn, lapsed or outdated, or it changes nothing.",
  },
  CPIS_CHANGE_SECOND_PERSON: {
    category: "not-permitted",
    text: "This needs a second administrator, who has not asked for the change.",
  },
  CPIS_CERTIFICATE_UNUSABLE: {
    category: "invalid",
    text: "A certificate has expired, is not yet valid, or does not match its key.",
  },
  CPIS_PORT_UNAVAILABLE: {
    category: "unavailable",
    text: "The address or port to listen on is already taken.",
  },
  CPIS_REQUEST_INVALID: { category: "invalid", text: "The request does not have the documented shape." },
  CPIS_TOKEN_MISSING: { category: "not-permitted", text: "No bearer token came with the request." },
  CPIS_TOKEN_REJECTED: {
    category: "not-permitted",
    text: "The token is expired, for another audience, or not signed by a trusted key.",
  },
  CPIS_TOKEN_KEYS_UNAVAILABLE: {
    category: "unavailable",
    text: "The keys that sign user tokens could not be fetched from their address, so no token can be checked.",
  },
  CPIS_ROLE_NOT_PERMITTED: {
    category: "not-permitted",
    text: "The user's role or activities do not permit this.",
  },
  ...signInCodes,
  CPIS_LOCATION_UNKNOWN: { category: "invalid", text: "The location is not in the configuration." },
  CPIS_LOOKUP_NOT_FOUND: { category: "invalid", text: "There is no such lookup for this user." },
  CPIS_LOOKUP_CONFLICT: {
    category: "invalid",
    text: "The lookup id was used before for a different request.",
  },
  CPIS_EVENT_OUT_OF_ORDER: { category: "invalid", text: "A display event came before one it must follow." },
  CPIS_TOO_MANY_REQUESTS: { category: "not-permitted", text: "A request ceiling was reached." },
  CPIS_XML_MALFORMED: {
    category: "malformed",
    text: "The bytes are not well-formed XML, or use a forbidden feature.",
  },
  CPIS_XML_TOO_LARGE: {
    category: "malformed",
    text: "The document is larger or deeper than the permitted limit.",
  },
  CPIS_MESSAGE_MALFORMED: {
    category: "malformed",
    text: "The message does not follow its published structure.",
  },
  CPIS_MESSAGE_UNKNOWN: {
    category: "malformed",
    text: "The document is not a CP-IS message known to this version.",
  },
  CPIS_MULTIPART_MALFORMED: {
    category: "malformed",
    text: "The multipart/related body cannot be taken apart.",
  },
  CPIS_ENVELOPE_MALFORMED: {
    category: "malformed",
    text: "The ebXML envelope does not follow its structure.",
  },
  CPIS_SPINE_UNREACHABLE: { category: "unavailable", text: "No connection to Spine: nothing was sent." },
  CPIS_SPINE_OUTCOME_UNKNOWN: {
    category: "ambiguous",
    text: "The connection to Spine failed after the request had begun to leave.",
  },
  CPIS_SPINE_REJECTED: {
    category: "rejected",
    text: "Spine refused the message (ErrorList, Fault or HTTP status).",
  },
  CPIS_MESH_UNREACHABLE: { category: "unavailable", text: "No connection to MESH: nothing was sent." },
  CPIS_MESH_BUSY: {
    category: "unavailable",
    text: "MESH is refusing work for the moment; nothing was accepted and nothing is lost.",
  },
  CPIS_MESH_INTERRUPTED: {
    category: "unavailable",
    text: "An answer from MESH broke off, stalled or was incomplete; MESH still holds what was asked for.",
  },
  CPIS_MESH_OUTCOME_UNKNOWN: {
    category: "ambiguous",
    text: "The connection to MESH failed after a message had begun to leave: find out by tracking before sending again.",
  },
  CPIS_MESH_REJECTED: {
    category: "rejected",
    text: "MESH refused the request; its event and code say why.",
  },
  CPIS_MESH_FORBIDDEN: {
    category: "not-permitted",
    text: "MESH refused our credentials: check this machine's clock, the mailbox id, its password, the shared key and the certificate, in this order.",
  },
  CPIS_MESH_TLS_REFUSED: {
    category: "not-permitted",
    text: "MESH and this gateway do not accept each other's certificates.",
  },
  CPIS_MESH_NOT_FOUND: {
    category: "rejected",
    text: "MESH does not hold this message: acknowledged already, expired, or never known.",
  },
  CPIS_MESH_MALFORMED: { category: "malformed", text: "An answer from MESH breaks its published form." },
  CPIS_MESH_CONTENT_UNREADABLE: {
    category: "malformed",
    text: "The content of a MESH message cannot be decoded.",
  },
  CPIS_MESH_MESSAGE_CHANGED: {
    category: "malformed",
    text: "A MESH message came with the id of an earlier one and other bytes; both are kept.",
  },
  CPIS_MESH_REPORT_UNMATCHED: {
    category: "malformed",
    text: "MESH reports a failure of a message that this gateway never sent, or that was answered: find out who sends from this mailbox.",
  },
  CPIS_MESH_TOO_LARGE: {
    category: "malformed",
    text: "A MESH message is larger than the configured limit; it was left in the mailbox.",
  },
  CPIS_MESH_POLLED_TOO_SOON: {
    category: "invalid",
    text: "The mailbox was read less than the permitted interval ago.",
  },
  CPIS_MESH_MESSAGE_INVALID: {
    category: "invalid",
    text: "A message for MESH breaks the rules for its headers or size; each fault is listed.",
  },
  CPIS_MESH_CONTROL_FILE_MALFORMED: {
    category: "malformed",
    text: "A control file of the MESH client cannot be understood.",
  },
  CPIS_MESH_FOLDER_UNUSABLE: {
    category: "unavailable",
    text: "A folder of the MESH client is missing or refuses reading or writing.",
  },
  CPIS_HOST_MESSAGE_INVALID: {
    category: "malformed",
    text: "The host's page sent a message that has not the documented shape; nothing of it was used.",
  },
  CPIS_HOST_MESSAGE_TOO_LARGE: {
    category: "malformed",
    text: "The host's page sent a message larger than any patient needs; it was not read.",
  },
  CPIS_HOST_MESSAGE_OUT_OF_ORDER: {
    category: "malformed",
    text: "The host's page repeated a message, or sent an older one after a newer one; it was not used.",
  },
  CPIS_HOST_VERSION_UNSUPPORTED: {
    category: "invalid",
    text: "The host's script and the hosted page speak different versions: install the script of this gateway's version.",
  },
  CPIS_HOST_SILENT: {
    category: "unavailable",
    text: "The hosted page has heard nothing from the host's page for too long.",
  },
  CPIS_HOST_ORIGIN_UNKNOWN: {
    category: "not-permitted",
    text: "The page that asked for the banner is not among the configured host origins.",
  },
  CPIS_HOST_NOT_CONFIGURED: {
    category: "not-permitted",
    text: "This gateway is not configured to serve the banner in this way.",
  },
  CPIS_ELEMENT_FOREIGN: {
    category: "invalid",
    text: "The element is not this product's: another script on the page has defined its tag, or it is of another tag.",
  },
  CPIS_FRAME_SILENT: {
    category: "unavailable",
    text: "The hosted page never answered its host, or fell silent: blocked, removed or stopped.",
  },
  CPIS_LAUNCH_MISSING: { category: "invalid", text: "The launch address carries no launch." },
  CPIS_LAUNCH_MALFORMED: {
    category: "malformed",
    text: "The launch was signed for us, but its content has not the documented shape, or it lasts too long.",
  },
  CPIS_LAUNCH_IN_CLEAR: {
    category: "not-permitted",
    text: "The launch shows the patient in a form that anybody on the way could read; treat the address as disclosed.",
  },
  CPIS_LAUNCH_UNSIGNED: {
    category: "not-permitted",
    text: "The launch is not signed, so that anybody could have written it.",
  },
  CPIS_LAUNCH_ALTERED: {
    category: "not-permitted",
    text: "The launch was altered on the way, or sealed or signed with a key that is not configured.",
  },
  CPIS_LAUNCH_ISSUER_UNKNOWN: {
    category: "not-permitted",
    text: "The launch comes from a system that is not configured.",
  },
  CPIS_LAUNCH_FOR_ANOTHER: { category: "not-permitted", text: "The launch was made for another gateway." },
  CPIS_LAUNCH_EXPIRED: {
    category: "not-permitted",
    text: "The launch's time has passed, or has not begun; compare the clocks of both machines.",
  },
  CPIS_LAUNCH_REPLAYED: {
    category: "not-permitted",
    text: "The launch was used before; each opens the banner once.",
  },
  ...councilCodes,
  CPIS_PAUSE_NOT_FOUND: { category: "invalid", text: "No such pause is on." },
  CPIS_STORE_IN_USE: {
    category: "unavailable",
    text: "Another process works on this store: one gateway for each, and no command beside it that needs it alone.",
  },
  CPIS_STORE_FAILED: { category: "internal", text: "The store did not accept a write." },
  CPIS_SEAL_BROKEN: {
    category: "internal",
    text: "A sealed value cannot be opened with the configured key.",
  },
  CPIS_GATEWAY_UNREACHABLE: { category: "unavailable", text: "The page cannot reach its gateway." },
  CPIS_INTERNAL: { category: "internal", text: "An unexpected fault inside the product." },
} as const satisfies Record<string, ErrorCodeEntry>;

/** Every error code of the product. */
export type ErrorCode = keyof typeof table;

/** The table itself, for the generated reference page. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeEntry>> = table;

/** Retry advice follows from the category alone, so that no caller decides it by hope. */
export function retryAdvice(category: ErrorCategory): RetryAdvice {
  if (category === "unavailable") return "safe";
  return category === "ambiguous" ? "ask" : "never";
}
