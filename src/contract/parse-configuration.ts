/** What the console asks about the configuration, and what it reads of it. */
import type {
  ConsoleApproval,
  ConsoleChange,
  ConsoleCheck,
  ConsoleCheckRequest,
  ConsoleConfiguration,
  ConsoleDifference,
  ConsoleHistoryDetail,
  ConsoleHistoryEntry,
  ConsoleProposal,
  ConsoleRefusal,
} from "./console.js";
import { parserOf } from "./parse-council-shapes.js";
import {
  flag,
  instant,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  variant,
  wholeNumber,
} from "./shape.js";
import { formed, type Reader } from "./shape.js";

const many = { atMost: 10_000 };

/** A configuration's text; more than this is not one. */
const source = text({ minLength: 1, maxLength: 262_144 });
const digest = text({ pattern: /^[0-9a-f]{64}$/, maxLength: 64 });
const reason = text({ minLength: 1, maxLength: 500, pattern: /\S/ });

const bySource: Reader<{ source: string }> = object({ source }, "refuse");
const byDigest: Reader<{ digest: string }> = object({ digest }, "refuse");

/** Body of `POST /api/v1/console/configuration/check`. */
export const checkRequest: Reader<ConsoleCheckRequest> = formed(
  { json: { oneOf: [jsonOf("source"), jsonOf("digest")] } },
  (value, place) => {
    const isNamed = typeof value === "object" && value !== null && Object.hasOwn(value, "digest");
    return isNamed ? byDigest(value, place) : bySource(value, place);
  },
);

function jsonOf(name: string): object {
  return {
    type: "object",
    properties: { [name]: { type: "string" } },
    required: [name],
    additionalProperties: false,
  };
}

/** Body of `POST /api/v1/console/configuration/changes`. */
export const proposalRequest: Reader<ConsoleProposal> = variant<ConsoleProposal>({
  source: object({ kind: oneOf({ source: true }), source, reason }, "refuse"),
  "roll-back": object({ kind: oneOf({ "roll-back": true }), digest, reason }, "refuse"),
});

const yes: Reader<boolean> = formed({ json: { const: true } }, (value, place) => {
  if (value === true) return true;
  place.issues.push({ path: place.path, message: "must be true" });
  return invalid;
});

/** Body of `…/approve`: whoever has not read what it does approves nothing. */
export const approvalRequest: Reader<ConsoleApproval> = object(
  { spokenToSafeguardingLead: yes, readWhatItDoes: yes },
  "refuse",
);

/** Body of `…/refuse`. */
export const refusalRequest: Reader<ConsoleRefusal> = object({ reason }, "refuse");

/** Each throws `CPIS_REQUEST_INVALID` with every fault. */
export const parseCheckRequest = parserOf(checkRequest);
export const parseProposal = parserOf(proposalRequest);
export const parseChangeApproval = parserOf(approvalRequest);
export const parseRefusal = parserOf(refusalRequest);

const difference = object<ConsoleDifference>(
  {
    path: text(),
    before: optional(text()),
    after: optional(text()),
    description: optional(text()),
    danger: optional(text()),
    needsTwo: flag,
    takesEffect: oneOf({ live: true, restart: true }),
  },
  "ignore",
);

const person = object<ConsoleChange["askedBy"]>({ userId: text(), name: text() }, "ignore");

/** A change that waits for a second person, or has ended. */
export const changeShape = object<ConsoleChange>(
  {
    id: text(),
    state: oneOf({
      waiting: true,
      applied: true,
      "waiting-for-restart": true,
      refused: true,
      withdrawn: true,
      lapsed: true,
      outdated: true,
    }),
    askedBy: person,
    askedAt: instant,
    lapsesAt: instant,
    reason: text(),
    differences: list(difference, many),
    effects: list(text(), many),
    mayApprove: flag,
    decidedBy: optional(person),
    decidedAt: optional(instant),
  },
  "ignore",
);

const historyEntry = object<ConsoleHistoryEntry>(
  {
    digest: text(),
    hash: text(),
    appliedAt: instant,
    dangerousChanges: wholeNumber(0),
    approvedBy: list(text(), many),
    current: flag,
  },
  "ignore",
);

const fault = object<{ path: string; message: string }>({ path: text(), message: text() }, "ignore");

/** `GET /api/v1/console/configuration`. */
export const configurationShape = object<ConsoleConfiguration>(
  {
    changeable: flag,
    hash: text(),
    since: optional(instant),
    source: optional(source),
    overrides: optional(list(text(), many)),
    waitingForRestart: optional(text()),
    fileRefused: optional(list(fault, many)),
    history: list(historyEntry, many),
    pending: list(changeShape, many),
  },
  "ignore",
);

/** `GET /api/v1/console/configuration/history/{digest}`. */
export const historyDetailShape = object<ConsoleHistoryDetail>(
  {
    entry: historyEntry,
    source: optional(source),
    differences: list(difference, many),
    fromCurrent: list(difference, many),
  },
  "ignore",
);

/** What a proposed text would do. */
export const checkShape = object<ConsoleCheck>(
  {
    ok: flag,
    issues: list(
      object<ConsoleCheck["issues"][number]>(
        { path: text(), message: text(), severity: oneOf({ error: true, warning: true }) },
        "ignore",
      ),
      many,
    ),
    differences: list(difference, many),
    needsTwo: flag,
    effects: list(text(), many),
  },
  "ignore",
);
