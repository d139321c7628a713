import { activitySettings } from "../identity/authorise.js";

/** What the OpenAPI document says of itself. */
export const apiTitle = "CP-IS gateway";

/** Version of the API, not of the package. */
export const apiVersion = "1";

const schema = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });

function json(name: string, description: string) {
  return { description, content: { "application/json": { schema: schema(name) } } };
}

function problem(description: string) {
  return { description, content: { "application/problem+json": { schema: schema("Problem") } } };
}

const refusals = {
  401: problem("No token, or one that is not accepted."),
  403: problem("The user's role or activities do not permit this. The same for every patient."),
  429: problem("Too many requests."),
} as const;

const lookupId = {
  type: "object",
  properties: { id: { type: "string", format: "uuid", description: "The id that the page made." } },
  required: ["id"],
} as const;

const common = {
  tags: ["lookups"],
  security: [{ bearer: [] }],
  // By the access mode of the lookup's location: the setting that names the activity code.
  "x-cpis-activities": activitySettings,
} as const;

/** Schemas of the routes, by operation. */
export const operations = {
  openLookup: {
    ...common,
    operationId: "openLookup",
    summary: "Ask the register about a patient, or re-use an answer.",
    description: [
      "Idempotent by `lookupId`: repeating a request returns the same lookup and sends nothing.",
      "At an unscheduled location a new query is listed by CP-IS as an access to the child's record.",
    ].join(" "),
    body: schema("LookupRequest"),
    response: {
      201: json("LookupView", "A new lookup."),
      200: json("LookupView", "The lookup that this id already has."),
      400: problem("Not the documented shape; every fault is listed."),
      404: problem("The id belongs to another person's lookup."),
      409: problem("The id was used for a different request."),
      413: problem("The body is too large."),
      415: problem("Not JSON."),
      ...refusals,
    },
  },
  readLookup: {
    ...common,
    operationId: "readLookup",
    summary: "The state of a lookup, with the answer while it is held.",
    params: lookupId,
    response: {
      200: json("LookupView", "The lookup now."),
      404: problem("There is no such lookup for this user."),
      ...refusals,
    },
  },
  streamLookup: {
    ...common,
    operationId: "streamLookup",
    summary: "State changes as server-sent events.",
    description: [
      "Events named `state` carry a LookupStateEvent: states only, never content. A comment line comes every 15",
      "seconds. The stream ends after a final state, and when the token expires.",
    ].join(" "),
    params: lookupId,
    response: {
      200: {
        description: "The stream.",
        content: { "text/event-stream": { schema: schema("LookupStateEvent") } },
      },
      404: problem("There is no such lookup for this user."),
      ...refusals,
    },
  },
  reportEvents: {
    ...common,
    operationId: "reportEvents",
    summary: "What happened to the answer on the screen; audited.",
    description: "Idempotent by `eventId`, in the order of `sequence`.",
    params: lookupId,
    body: schema("DisplayEvents"),
    response: {
      204: { type: "null", description: "Kept." },
      400: problem("Not the documented shape; every fault is listed."),
      404: problem("There is no such lookup for this user."),
      409: problem("An event is missing before these; none of them was kept."),
      ...refusals,
    },
  },
  reportUnchecked: {
    ...common,
    operationId: "reportUnchecked",
    summary: "A patient stayed open whom the page could not ask about; audited, and listed in the console.",
    description: [
      "This is no question: nothing leaves for CP-IS because of it, then or later. Idempotent by `reportId`.",
      "A later lookup with the same encounter or the same local id takes the patient off the list.",
    ].join(" "),
    body: schema("UncheckedPatient"),
    response: {
      204: { type: "null", description: "Written down." },
      400: problem("Not the documented shape; every fault is listed."),
      413: problem("The body is too large."),
      415: problem("Not JSON."),
      ...refusals,
    },
  },
  readSettings: {
    tags: ["settings"],
    security: common.security,
    // Whoever has a token: nothing in the answer is about a patient.
    "x-cpis-activities": {},
    operationId: "readSettings",
    summary: "What a page must know before anything is asked. Nothing in it is about a patient.",
    querystring: {
      type: "object",
      properties: { locationId: { type: "string", maxLength: 256 } },
      required: ["locationId"],
    },
    response: {
      200: json("PageSettings", "The settings. Without `accessMode` where the location is unknown."),
      400: problem("No location was named."),
      401: refusals[401],
      429: refusals[429],
    },
  },
} as const;
