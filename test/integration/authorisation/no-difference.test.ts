import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFinal } from "../../../src/domain/lookup-state.js";
import { parseLookupView } from "../../../src/contract/parse-lookup-view.js";
import { nurse } from "../../support/gateway-plan.js";
import { openRequest, patientOf } from "../gateway/support.js";
import { exchange, withoutChance, type RawRequest } from "./raw-exchange.js";
import { startWholeSite, type WholeSite } from "./site.js";

/** One child with a record and one without: nothing may tell them apart for whoever lacks the code. */
const stories = ["current-protection-plan", "no-record"] as const;
type Story = (typeof stories)[number];

let site: WholeSite;
/** Settled lookups of the nurse, who had the code when they were opened. */
const settled = new Map<Story, string>();

beforeAll(async () => {
  site = await startWholeSite();
  for (const story of stories) {
    const { lookupId } = openRequest();
    await send({ method: "POST", path: "/api/v1/lookups", body: requestOf(story, lookupId) }, {});
    for (;;) {
      const answer = await send({ method: "GET", path: `/api/v1/lookups/${lookupId}` }, {});
      if (isFinal(parseLookupView(JSON.parse(bodyOf(answer)), lookupId).state)) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    settled.set(story, lookupId);
  }
});

afterAll(() => site.stop());

const requestOf = (story: Story, lookupId: string) =>
  openRequest({ lookupId, patient: patientOf(story), encounter: { id: `ENC-${story.slice(0, 3)}` } });

const bodyOf = (answer: string): string => answer.slice(answer.indexOf("\r\n\r\n") + 4);

async function send(request: RawRequest, claims: Readonly<Record<string, unknown>>): Promise<string> {
  return exchange(site.apiUrl, { ...request, token: await site.mint.token(claims) });
}

const colleague = { sub: "nurse-2", sdsUserId: "999900000201" } as const;

const people: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "who had the code and lost it": { activityCodes: [] },
  "who has the code of silent checks only": { activityCodes: ["B0170"] },
  "whose token names no activities": { activityCodes: undefined },
  "who never had it": { ...colleague, activityCodes: [] },
  "who has it, and did not open the lookup": colleague,
  "who cannot be told from others": { sdsUserId: undefined, sub: undefined, activityCodes: [] },
};

type Asking = (story: Story) => readonly RawRequest[];

const lookup = (story: Story, rest = ""): string => `/api/v1/lookups/${settled.get(story) ?? ""}${rest}`;
const at = "2026-01-05T12:00:00Z";

const routes: Readonly<Record<string, Asking>> = {
  "asking, and asking again with the same id": (story) => {
    const body = requestOf(story, randomUUID());
    const request = { method: "POST", path: "/api/v1/lookups", body };
    return [request, request];
  },
  "asking with the id of a lookup that has its answer": (story) => [
    { method: "POST", path: "/api/v1/lookups", body: requestOf(story, settled.get(story) ?? "") },
  ],
  "asking for another child with that id": (story) => [
    {
      method: "POST",
      path: "/api/v1/lookups",
      body: { ...requestOf(story, settled.get(story) ?? ""), patient: patientOf("looked-after") },
    },
  ],
  "reading the answer": (story) => [{ method: "GET", path: lookup(story) }],
  "following the states": (story) => [{ method: "GET", path: lookup(story, "/stream") }],
  "reporting what was shown": (story) => [
    {
      method: "POST",
      path: lookup(story, "/events"),
      body: { events: [{ eventId: randomUUID(), sequence: 1, kind: "displayed", at, version: 1 }] },
    },
  ],
  "methods that do not exist": (story) =>
    ["HEAD", "PUT", "DELETE"].map((method) => ({ method, path: lookup(story) })),
  "the settings of the page": () => [{ method: "GET", path: "/api/v1/settings?locationId=ed" }],
  "the banner page": () => [
    { method: "GET", path: "/embed/banner?location=ed&host=https://epr.northgate.example" },
  ],
};

describe.each(Object.entries(people))("somebody %s", (_who, claims) => {
  // The colleague has the code: what they open themselves is theirs to see.
  const asked = Object.entries(routes).filter(
    ([name]) => claims !== colleague || !name.startsWith("asking, and"),
  );
  it.each(asked)(
    "is answered byte for byte the same for a record and for none: %s (R-51)",
    async (_what, asking) => {
      const answers: string[] = [];
      for (const story of stories) {
        const bytes = [];
        for (const request of asking(story)) bytes.push(withoutChance(await send(request, claims)));
        answers.push(bytes.join("\n"));
      }
      const [record, none] = answers;
      expect(record).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect(none).toBe(record);
    },
  );
});

describe("a launch whose user lacks the code", () => {
  const clear = { nhsNumberStatus: "verified", birthDate: "2018-02-03", localIds: [] } as const;

  it("is answered the same for a record and for none, up to the refusal of the check (R-51)", async () => {
    const answers = await Promise.all(
      stories.map(async (story) => {
        const { nhsNumber = "" } = patientOf(story);
        const claims = { ...nurse, activityCodes: [], location: "ed", patient: { ...clear, nhsNumber } };
        const launch = await site.launching.launch(claims);
        const opened = await exchange(site.apiUrl, { method: "GET", path: `/embed/launch?t=${launch}` });
        const [, place = "", code = ""] = /^location: ([^#]+)#([^\r]+)/im.exec(opened) ?? [];
        const page = await exchange(site.apiUrl, { method: "GET", path: place });
        const session = await exchange(site.apiUrl, {
          method: "POST",
          path: "/embed/session",
          body: { code },
        });
        const { token } = JSON.parse(bodyOf(session)) as { readonly token: string };
        const body = requestOf(story, randomUUID());
        const refused = await exchange(site.apiUrl, { method: "POST", path: "/api/v1/lookups", token, body });
        expect(refused).toMatch(/^HTTP\/1\.1 403 /);
        // The page is given the number that its own system sent.
        return [opened, page, session.replaceAll(nhsNumber, "0000000000"), refused].map(withoutChance);
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe("somebody who has the code", () => {
  it("sees a difference, so that the comparisons above could fail (R-51)", async () => {
    const [record, none] = await Promise.all(
      stories.map(async (story) => withoutChance(await send({ method: "GET", path: lookup(story) }, {}))),
    );
    expect(record).toContain('"kind":"record"');
    expect(none).toContain('"kind":"no-record"');
  });
});
