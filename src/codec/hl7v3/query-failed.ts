import { optionalChild, requiredAttribute, requiredChild, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, slot } from "../xml/write-xml.js";
import {
  buildAcknowledgement,
  buildReasons,
  parseAcknowledgement,
  parseReasons,
  type Acknowledgement,
} from "./acknowledgement.js";
import type { CodedReason } from "./datatypes.js";
import { documentOf } from "./document.js";
import { findInteraction } from "./find-interaction.js";
import { interactions } from "./vocabulary.js";
import {
  buildWrapped,
  parseControlActAuthors,
  parseTransmission,
  type ControlActAuthors,
  type Transmission,
} from "./wrapper.js";

/**
 * QUQI_IN010000UK14: the query could not be answered with data (cpis-messages 5.1).
 *
 * It is how CP-IS says *no record*, and how it says that something went wrong. Which of the two is decided in
 * `classifyReply` and nowhere else.
 */
export interface QueryFailed extends Transmission, Acknowledgement {
  readonly kind: "query-failed";
  readonly controlAct: ControlActAuthors;
  readonly reasons: readonly CodedReason[];
  /** `NF` or `ID`; one Spine skeleton sends none. */
  readonly queryResponseCode?: string;
}

const queryAck = compileTemplate<"code">(
  element("queryAck", { type: "QueryAck" }, element("queryResponseCode", { code: slot("code") })),
);

/** The `queryAck` element; nothing where there is no code. */
export function buildQueryAck(code: string | undefined): string {
  return code === undefined ? "" : queryAck({ code });
}

/** Reads the code of a `queryAck`, if there is one. */
export function parseQueryAck(controlAct: XmlElement): string | undefined {
  const ack = optionalChild(controlAct, "queryAck");
  return ack === undefined ? undefined : requiredAttribute(requiredChild(ack, "queryResponseCode"), "code");
}

/** Writes a query-failed message. */
export function buildQueryFailed(message: QueryFailed): string {
  return buildWrapped(interactions.queryFailed, message, message.controlAct, {
    acknowledgement: buildAcknowledgement(message),
    content: buildReasons(message.reasons) + buildQueryAck(message.queryResponseCode),
  });
}

/** Reads a query-failed message strictly. */
export function parseQueryFailed(xml: string | Uint8Array | XmlElement): QueryFailed {
  const root = findInteraction(documentOf(xml), interactions.queryFailed);
  const controlAct = requiredChild(root, "ControlActEvent");
  const queryResponseCode = parseQueryAck(controlAct);
  return {
    kind: "query-failed",
    ...parseTransmission(root),
    ...parseAcknowledgement(root),
    controlAct: parseControlActAuthors(controlAct),
    reasons: parseReasons(controlAct),
    ...(queryResponseCode === undefined ? {} : { queryResponseCode }),
  };
}
