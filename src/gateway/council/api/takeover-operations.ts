import { councilOperation, type DocumentedRoute } from "./council-operation.js";

const change = (id: string, summary: string, body: DocumentedRoute["body"]): DocumentedRoute => ({
  id,
  tag: "takeover",
  summary,
  permitted: ["data-officer"],
  ...(body === undefined ? {} : { body }),
  answers: { 200: ["TakeoverView", "The take-over now."] },
  problems: ["CPIS_TAKEOVER_NOT_FOUND", "CPIS_TAKEOVER_NOT_POSSIBLE", "CPIS_TAKEOVER_CHANGED"],
});

const also = (
  route: DocumentedRoute,
  ...problems: NonNullable<DocumentedRoute["problems"]>
): DocumentedRoute => ({ ...route, problems: [...(route.problems ?? []), ...problems] });

/** What the routes of a take-over from another system say of themselves. */
export const takeoverOperations = {
  read: councilOperation({
    id: "readTakeover",
    tag: "takeover",
    summary: "How far the take-over from another system has come, with its difference.",
    permitted: ["data-officer"],
    answers: { 200: ["TakeoverView", "The take-over now."] },
  }),
  compare: councilOperation({
    id: "compareTakeover",
    tag: "takeover",
    summary: "The dry run: what the first file would say, and nothing kept.",
    permitted: ["data-officer"],
    body: "TakeoverProposal",
    answers: { 200: ["TakeoverDifference", "Every child, to add, to end, to delete or to leave."] },
    problems: ["CPIS_TAKEOVER_INVALID"],
  }),
  propose: councilOperation({
    ...also(
      change(
        "proposeTakeover",
        "Proposes a take-over; nothing leaves until a second person approves it.",
        "TakeoverProposal",
      ),
      "CPIS_TAKEOVER_INVALID",
    ),
    answers: { 201: ["TakeoverView", "The take-over that waits for approval."] },
  }),
  decisions: councilOperation(
    also(
      change(
        "decideTakeover",
        "Decides what becomes of plans that only the other system has.",
        "TakeoverDecisions",
      ),
      "CPIS_TAKEOVER_INVALID",
    ),
  ),
  renewal: councilOperation(
    change(
      "renewTakeover",
      "Proposes the same children anew, with what the cases say today.",
      "TakeoverRevision",
    ),
  ),
  approval: councilOperation(
    also(
      change("approveTakeover", "Approves the take-over; the first file is made.", "TakeoverRevision"),
      "CPIS_TAKEOVER_SECOND_PERSON",
      "CPIS_TAKEOVER_UNDECIDED",
    ),
  ),
  withdrawal: councilOperation(
    change(
      "withdrawTakeover",
      "The way back, until the first file is made: the other system goes on.",
      "ReasonOrder",
    ),
  ),
  release: councilOperation(
    also(
      change("releaseTakeover", "Says that there is no other system: this one starts at 1.", "ReasonOrder"),
      "CPIS_TAKEOVER_SECOND_PERSON",
    ),
  ),
} as const;
