import { requiredChild, type XmlElement } from "../xml/xml-element.js";
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
 * MCCI_IN010000UK13: accepted or rejected at application level, never an answer (cpis-messages 5.2).
 *
 * Errors may stand in the details, in the reasons, or in both.
 */
export interface ApplicationAcknowledgement extends Transmission, Acknowledgement {
  readonly kind: "application-acknowledgement";
  readonly controlAct: ControlActAuthors;
  readonly reasons: readonly CodedReason[];
}

/** Writes an application acknowledgement. */
export function buildApplicationAcknowledgement(message: ApplicationAcknowledgement): string {
  return buildWrapped(interactions.applicationAcknowledgement, message, message.controlAct, {
    acknowledgement: buildAcknowledgement(message),
    content: buildReasons(message.reasons),
  });
}

/** Reads an application acknowledgement strictly, but for children it does not know: Spine sometimes adds a `detail`. */
export function parseApplicationAcknowledgement(
  xml: string | Uint8Array | XmlElement,
): ApplicationAcknowledgement {
  const root = findInteraction(documentOf(xml), interactions.applicationAcknowledgement);
  const controlAct = requiredChild(root, "ControlActEvent");
  return {
    kind: "application-acknowledgement",
    ...parseTransmission(root),
    ...parseAcknowledgement(root),
    controlAct: parseControlActAuthors(controlAct),
    reasons: parseReasons(controlAct),
  };
}
