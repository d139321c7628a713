import type { CouncilRole } from "../authorise-council.js";
import { councilOperation } from "./council-operation.js";

const readers: readonly CouncilRole[] = [
  "social-worker",
  "emergency-duty-team",
  "data-officer",
  "case-system",
];
const keepers: readonly CouncilRole[] = ["social-worker", "data-officer", "case-system"];
const people: readonly CouncilRole[] = ["social-worker", "data-officer"];
const localId = "The council's own identifier of the case.";

/** What the routes of cases say of themselves. */
export const caseOperations = {
  list: councilOperation({
    id: "listCases",
    tag: "cases",
    summary: "One page of cases, by name.",
    description:
      "Words about people may not stand in an address, because addresses are logged: search with POST.",
    permitted: readers,
    query: {
      visibility: {
        type: "string",
        enum: ["visible", "not-visible", "waiting", "ended", "cannot-be-shared"],
      },
      workerId: { type: "string", maxLength: 200 },
      offset: { type: "integer", minimum: 0 },
      limit: { type: "integer", minimum: 1, maximum: 500, default: 50 },
    },
    answers: { 200: ["CaseList", "The page, with the number of all that fit."] },
    problems: ["CPIS_REQUEST_INVALID"],
  }),
  search: councilOperation({
    id: "searchCases",
    tag: "cases",
    summary: "One page of the cases that words fit, by name.",
    permitted: readers,
    body: "CaseSearch",
    answers: { 200: ["CaseList", "The page, with the number of all that fit."] },
  }),
  import: councilOperation({
    id: "importCases",
    tag: "cases",
    summary: "Saves up to 500 cases; good rows are kept, every fault of the others is named.",
    description: "Longer files are sent in several requests, each with the number of its first row.",
    permitted: ["data-officer", "case-system"],
    body: "ImportBatch",
    answers: { 200: ["ImportResult", "How many were saved, and every fault by row and place."] },
  }),
  read: councilOperation({
    id: "readCase",
    tag: "cases",
    summary: "A case, with what the NHS can see of the child.",
    permitted: readers,
    path: localId,
    answers: { 200: ["CaseView", "The case now."] },
    problems: ["CPIS_CASE_NOT_FOUND"],
  }),
  save: councilOperation({
    id: "saveCase",
    tag: "cases",
    summary: "Saves a case as the case system holds it.",
    description: "Idempotent: saving what is saved already changes nothing and sends nothing.",
    permitted: keepers,
    path: localId,
    body: "CaseDraft",
    answers: { 200: ["CaseView", "The case now."] },
    problems: ["CPIS_CASE_INVALID"],
  }),
  requestDeletion: councilOperation({
    id: "requestDeletion",
    tag: "cases",
    summary: "Asks that a plan that was entered in error be taken out of CP-IS.",
    description: "Nothing leaves until a second person has approved it.",
    permitted: people,
    path: localId,
    body: "DeletionOrder",
    answers: { 200: ["CaseView", "The case, with the deletion that waits."] },
    problems: ["CPIS_CASE_NOT_FOUND", "CPIS_DELETION_REFUSED"],
  }),
  approveDeletion: councilOperation({
    id: "approveDeletion",
    tag: "cases",
    summary: "Approves a deletion that somebody else asked for.",
    permitted: people,
    path: localId,
    body: "DeletionApproval",
    answers: { 200: ["CaseView", "The case, with the deletion approved."] },
    problems: ["CPIS_CASE_NOT_FOUND", "CPIS_DELETION_REFUSED"],
  }),
} as const;
