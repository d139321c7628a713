import type { HospitalIdentityPlan, SpinePlan } from "../../config/plan.js";
import { buildEbxmlMessage } from "../../codec/ebxml/ebxml-message.js";
import type { Author } from "../../codec/hl7v3/author.js";
import { buildQuery, type NhsQuery } from "../../codec/hl7v3/query.js";
import { formatCreationTime, formatEffectiveTime } from "../../codec/hl7v3/timestamp.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { AccessMode } from "../../domain/access-mode.js";
import type { NhsNumber } from "../../domain/nhs-number.js";
import type { QueryDraft } from "../../ports/lookup-store.js";
import type { IdSource } from "../../ports/runtime.js";
import type { AuthorChoice } from "./decide-request.js";

/** What the messages of this gateway have in common. */
export interface MessagePlan {
  readonly spine: SpinePlan;
  readonly identity: Pick<HospitalIdentityPlan, "nominatedPerson" | "organisation" | "jobRoleCodeSystem">;
}

/** One question to the register. */
export interface Question {
  readonly nhsNumber: NhsNumber;
  readonly birthDate?: string;
  readonly accessMode: AccessMode;
  readonly author: AuthorChoice;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

/**
 * Makes the one message of a lookup: its ids and its bytes, HL7 inside ebXML. Whatever is sent again is these bytes.
 *
 * The MessageId is also the HL7 id (spine-transport section 2). Throws `CPIS_INTERNAL` for a scheduled question without
 * a silent form: it would go out as one that notifies (H-14).
 */
export function draftQuery(question: Question, plan: MessagePlan, ids: IdSource): QueryDraft {
  const { spine } = plan;
  if (question.accessMode === "scheduled" && spine.silentReadForm === undefined) {
    throw new CpisError("CPIS_INTERNAL");
  }
  const [messageId, conversationId, queryId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const hl7 = buildQuery(toNhsQuery(question, plan, messageId, queryId));
  const { contract } = spine;
  const reliable = contract.pattern === "reliable";
  const built = buildEbxmlMessage({
    header: {
      fromPartyKey: spine.ownPartyKey,
      toPartyKey: spine.spinePartyKey,
      cpaId: contract.cpaId,
      conversationId,
      service: "urn:nhs:names:services:cpisquery",
      action: "QUPC_IN000006GB01",
      messageId,
      timestamp: `${new Date(question.askedAt).toISOString().slice(0, 19)}Z`,
      // Spine refuses any other combination than the contract's (spine-transport section 5).
      duplicateElimination: reliable,
      ...(reliable ? { ackRequested: { actor: contract.actor } } : {}),
      syncReply: contract.syncReply,
    },
    hl7,
    boundary: "--=_MIME-Boundary",
  });
  const { birthDate, nhsNumber } = question;
  return {
    messageId,
    conversationId,
    queryId,
    nhsNumber,
    ...(birthDate === undefined ? {} : { birthDate }),
    message: { messageId, conversationId, ...built },
    keepMessage: reliable,
  };
}

function toNhsQuery(question: Question, plan: MessagePlan, id: string, queryId: string): NhsQuery {
  const { ownAsid, spineAsid, silentReadForm } = plan.spine;
  const { author, accessMode } = question;
  return {
    kind: "query",
    id,
    creationTime: formatCreationTime(question.askedAt),
    receiverAsid: spineAsid,
    senderAsid: ownAsid,
    controlAct: {
      ...(author.kind === "person"
        ? {
            author: {
              roleProfileId: author.person.sdsRoleProfileId,
              userId: author.person.sdsUserId,
              jobRoleCode: author.person.jobRoleCode,
            },
          }
        : {}),
      systemAsid: ownAsid,
    },
    queryId,
    effectiveTime: formatEffectiveTime(question.askedAt),
    ...(accessMode === "scheduled" && silentReadForm !== undefined ? { silentRead: silentReadForm } : {}),
    author: toAuthor(author, plan),
    nhsNumber: question.nhsNumber,
  };
}

function toAuthor(author: AuthorChoice, { spine, identity }: MessagePlan): Author {
  if (author.kind === "person") {
    const { person } = author;
    return {
      kind: "person",
      role: {
        code: person.jobRoleCode,
        codeSystem: identity.jobRoleCodeSystem,
        displayName: person.jobRoleName,
      },
      sdsUserId: person.sdsUserId,
      roleProfileId: person.sdsRoleProfileId,
      name: { given: [person.givenName], family: person.familyName },
      organisation: { odsCode: person.orgOds, name: person.orgName },
    };
  }
  const nominated = identity.nominatedPerson;
  const { prefix } = nominated;
  return {
    kind: "device",
    asid: spine.ownAsid,
    nominated: [
      {
        role: {
          code: nominated.jobRoleCode,
          codeSystem: identity.jobRoleCodeSystem,
          displayName: nominated.jobRoleName,
        },
        name: {
          ...(prefix === undefined ? {} : { prefix }),
          given: [nominated.given],
          family: nominated.family,
        },
      },
    ],
    organisation: identity.organisation,
  };
}
