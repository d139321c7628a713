import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DisplayEvent, LookupStateEvent } from "../../../src/contract/lookup.js";
import { parseLookupStateEvent } from "../../../src/contract/parse-lookup-view.js";
import { parseProblem } from "../../../src/contract/parse-problem.js";
import { parsePageSettings } from "../../../src/contract/parse-settings.js";
import { lookupViewSchema } from "../../../src/gateway/http/api-schemas.js";
import { newLookupId } from "../../support/gateway-plan.js";
import { openRequest, patientOf, startBench, type Bench } from "./support.js";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    plan: { contacts: contacts(), limits: { requestsPerMinute: 100_000 } },
  });
});
afterAll(() => bench.stop());

function contacts() {
  const hours = { periods: [{ days: [1, 2, 3, 4, 5], opens: "09:00", closes: "17:00" }] };
  return {
    safeguardingTelephone: "01632960155",
    officeHours: { ZZL01: hours, ZZL02: hours },
    bankHolidays: { dates: ["2026-12-25"], coveredUntil: "2027-12-31" },
  };
}

async function problemOf(response: Response) {
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(response.headers.get("cache-control")).toBe("no-store");
  const problem = parseProblem(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
}

async function streamed(response: Response): Promise<string> {
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  return response.text();
}

function eventsIn(text: string, lookupId: string): readonly LookupStateEvent[] {
  return [...text.matchAll(/^event: state\ndata: (.+)\n\n/gm)].map((match) =>
    parseLookupStateEvent(JSON.parse(match[1] ?? ""), lookupId),
  );
}

describe("POST /api/v1/lookups", () => {
  it("answers 201 with the lookup's address, 200 to a repeat, and nothing may be cached", async () => {
    const body = openRequest();
    const first = await bench.call("/api/v1/lookups", { body });
    expect(first.status).toBe(201);
    expect(first.headers.get("location")).toBe(`/api/v1/lookups/${body.lookupId}`);
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect((await bench.call("/api/v1/lookups", { body })).status).toBe(200);
  });

  it("answers 409 where the id was used for another request, 404 where it is another person's", async () => {
    const body = openRequest();
    await bench.call("/api/v1/lookups", { body });
    const conflict = await bench.call("/api/v1/lookups", { body: { ...body, trigger: "manual" } });
    expect(await problemOf(conflict)).toMatchObject({ status: 409, code: "CPIS_LOOKUP_CONFLICT" });
    const token = await bench.mint.token({ sdsUserId: "999900000777" });
    const foreign = await bench.call("/api/v1/lookups", { body, token });
    expect(await problemOf(foreign)).toMatchObject({ status: 404, code: "CPIS_LOOKUP_NOT_FOUND" });
  });

  it("lists every fault of a request with its place and repeats no value", async () => {
    const body = { ...openRequest(), lookupId: "9995260182", trigger: "sometimes", accessMode: "scheduled" };
    const response = await bench.call("/api/v1/lookups", { body });
    const text = await response.clone().text();
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 400, code: "CPIS_REQUEST_INVALID" });
    expect(problem.issues?.map(({ path }) => path)).toEqual(expect.arrayContaining(["lookupId", "trigger"]));
    expect(text).not.toContain("9995260182");
    expect(text).not.toContain("sometimes");
  });

  it("answers with not-checked, not with an error, where the NHS number is none", async () => {
    const view = await bench.open({ patient: { nhsNumber: "1234567890", nhsNumberStatus: "verified" } });
    expect(view.state).toMatchObject({ kind: "not-checked", reason: "nhs-number-invalid" });
  });
});

describe("refusals", () => {
  const json = { "content-type": "application/json" };

  it.each<[string, number, string, string, RequestInit]>([
    ["an address that does not exist", 404, "CPIS_REQUEST_INVALID", "/api/v1/nothing", {}],
    [
      "a method that an address does not answer",
      405,
      "CPIS_REQUEST_INVALID",
      "/api/v1/lookups",
      { method: "DELETE" },
    ],
    [
      "a body that is not JSON",
      400,
      "CPIS_REQUEST_INVALID",
      "/api/v1/lookups",
      { method: "POST", headers: json, body: "{" },
    ],
    [
      "an empty body",
      400,
      "CPIS_REQUEST_INVALID",
      "/api/v1/lookups",
      { method: "POST", headers: json, body: "" },
    ],
    [
      "a body of another kind",
      415,
      "CPIS_REQUEST_INVALID",
      "/api/v1/lookups",
      { method: "POST", headers: { "content-type": "text/xml" }, body: "<a/>" },
    ],
    [
      "a body that is too large",
      413,
      "CPIS_REQUEST_INVALID",
      "/api/v1/lookups",
      { method: "POST", headers: json, body: JSON.stringify("x".repeat(70_000)) },
    ],
    ["an address that cannot be decoded", 400, "CPIS_REQUEST_INVALID", "/api/v1/lookups/%zz", {}],
    ["a lookup that is not there", 404, "CPIS_LOOKUP_NOT_FOUND", `/api/v1/lookups/${newLookupId()}`, {}],
    ["something that is no lookup id", 404, "CPIS_LOOKUP_NOT_FOUND", "/api/v1/lookups/9995260182", {}],
    ["settings for no location", 400, "CPIS_REQUEST_INVALID", "/api/v1/settings", {}],
  ])("%s is answered with problem details", async (_what, status, code, path, init) => {
    const authorization = `Bearer ${await bench.mint.token()}`;
    const headers = { authorization, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(new URL(path, bench.apiUrl), { ...init, headers });
    expect(await problemOf(response)).toMatchObject({ status, code });
    if (status === 405) expect(response.headers.get("allow")).toBe("POST");
  });

  it("answers bytes that are not HTTP with problem details too", async () => {
    const { hostname, port } = new URL(bench.apiUrl);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write("this is not HTTP\r\n\r\n"));
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("application/problem+json");
  });

  it("of a token say only whether it came, and the same for every lookup", async () => {
    const body = openRequest();
    await bench.call("/api/v1/lookups", { body });
    const expired = await bench.mint.token({}, { expiresIn: -1 });
    const elsewhere = await bench.mint.token({}, { audience: "elsewhere" });
    for (const path of [`/api/v1/lookups/${body.lookupId}`, `/api/v1/lookups/${newLookupId()}`]) {
      const missing = await bench.call(path, { token: null });
      expect(missing.headers.get("www-authenticate")).toBe("Bearer");
      expect(await problemOf(missing)).toMatchObject({ status: 401, code: "CPIS_TOKEN_MISSING" });
      for (const token of [expired, elsewhere, "not.a.token"]) {
        expect(await problemOf(await bench.call(path, { token }))).toMatchObject({
          status: 401,
          code: "CPIS_TOKEN_REJECTED",
        });
      }
    }
  });

  it("of a role are the same for every patient, with or without a record (R-51)", async () => {
    const token = await bench.mint.token({ activityCodes: ["B0170"] });
    const answers = await Promise.all(
      (["current-protection-plan", "no-record", "missing-number"] as const).map(async (story) => {
        const body = openRequest({ patient: patientOf(story) });
        const response = await bench.call("/api/v1/lookups", { body, token });
        expect(response.status).toBe(403);
        return response.text();
      }),
    );
    expect(new Set(answers).size).toBe(1);
  });

  it("of too many requests are problem details", async () => {
    const small = await startBench({ plan: { limits: { requestsPerMinute: 3 } } });
    const responses = [];
    for (let count = 0; count < 4; count += 1)
      responses.push(await small.call("/api/v1/settings?locationId=ed"));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(await problemOf(responses[3]!)).toMatchObject({ code: "CPIS_TOO_MANY_REQUESTS" });
    await small.stop();
  });

  it("of tokens that are refused are limited too, before they are looked at", async () => {
    const small = await startBench({ plan: { limits: { requestsPerMinute: 1 } } });
    const statuses: number[] = [];
    for (let count = 0; count < 21; count += 1)
      statuses.push(
        (await small.call("/api/v1/settings?locationId=ed", { token: `made-up-${count}` })).status,
      );
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([401]));
    expect(statuses[20]).toBe(429);
    expect((await small.call("/health/live", { token: null })).status).toBe(200);
    await small.stop();
  });

  it("of one person count together, whichever token they come with", async () => {
    const small = await startBench({ plan: { limits: { requestsPerMinute: 1 } } });
    const one = await small.mint.token();
    const other = await small.mint.token({ jti: "another" });
    const path = "/api/v1/settings?locationId=ed";
    expect(one).not.toBe(other);
    expect((await small.call(path, { token: one })).status).toBe(200);
    const second = await small.call(path, { token: other });
    expect(second.status).toBe(429);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    await small.stop();
  });
});

describe("GET /api/v1/lookups/{id}", () => {
  it("gives exactly what the OpenAPI document says, in every state on the way", async () => {
    const opened = await bench.open({ encounter: { id: "documented" } });
    const settled = await bench.settle(opened.lookupId);
    for (const view of [opened, settled]) expect(lookupViewSchema.strict().parse(view)).toEqual(view);
    expect(settled.state.kind).toBe("record");
    expect(settled).toMatchObject({
      accessMode: "unscheduled",
      environment: "simulator",
      checkedBy: { name: "Ama O’Rell", you: true, bySystem: false },
      safeguardingTelephone: "01632960155",
      contacts: { bankHolidays: { coveredUntil: "2027-12-31" } },
    });
    // Only the authorities of this record: the table of all of them is nobody's business.
    expect(Object.keys(settled.contacts?.officeHours ?? {})).toEqual(["ZZL01"]);
  });
});

describe("GET /api/v1/lookups/{id}/stream", () => {
  it("tells the states without content and ends with the final one", async () => {
    const { lookupId } = await bench.open({ encounter: { id: "streamed" } });
    const text = await streamed(await bench.call(`/api/v1/lookups/${lookupId}/stream`));
    const events = eventsIn(text, lookupId);
    expect(events.at(-1)).toMatchObject({ kind: "record", final: true });
    expect(events.slice(0, -1).every(({ final }) => !final)).toBe(true);
    for (const secret of ["9995260182", "Fernsby", "Northshire"]) expect(text).not.toContain(secret);
  });

  it("tells a finished lookup's state at once and ends", async () => {
    const { lookupId } = await bench.open({ patient: { birthDate: "2018-02-03" } });
    const events = eventsIn(await streamed(await bench.call(`/api/v1/lookups/${lookupId}/stream`)), lookupId);
    expect(events).toEqual([{ lookupId, version: 1, kind: "not-checked", final: true }]);
  });

  it("ends when the token expires, whatever the lookup does", async () => {
    bench.simulator.scenarios.forNext({ name: "never-answers" });
    const token = await bench.mint.token({}, { expiresIn: 2 });
    const { lookupId } = await bench.open({ encounter: { id: "expiring" } }, token);
    const text = await streamed(await bench.call(`/api/v1/lookups/${lookupId}/stream`, { token }));
    expect(eventsIn(text, lookupId)).toMatchObject([{ kind: "checking", final: false }]);
  });

  it("can be left at any time", async () => {
    bench.simulator.scenarios.forNext({ name: "never-answers" });
    const { lookupId } = await bench.open({ encounter: { id: "left" } });
    const leaving = new AbortController();
    const response = await bench.call(`/api/v1/lookups/${lookupId}/stream`, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    expect((await bench.read(lookupId)).state.kind).toBe("checking");
  });
});

describe("POST /api/v1/lookups/{id}/events", () => {
  const event = (sequence: number): DisplayEvent => ({
    eventId: newLookupId(),
    sequence,
    kind: "displayed",
    at: "2026-01-05T12:00:00Z",
    version: 1,
  });

  it("keeps each event once, in order, and says which order it needs", async () => {
    const { lookupId } = await bench.open({});
    const path = `/api/v1/lookups/${lookupId}/events`;
    const events = [event(1), event(2)];
    expect((await bench.call(path, { body: { events } })).status).toBe(204);
    expect((await bench.call(path, { body: { events } })).status).toBe(204);
    const gap = await bench.call(path, { body: { events: [event(4)] } });
    expect(await problemOf(gap)).toMatchObject({ status: 409, code: "CPIS_EVENT_OUT_OF_ORDER" });
    const rows = await bench.audit({ lookupId, action: "displayed" });
    expect(rows.map(({ display }) => display?.sequence)).toEqual([1, 2]);
    const none = await bench.call(path, { body: { events: [] } });
    expect(await problemOf(none)).toMatchObject({ status: 400 });
  });
});

describe("GET /api/v1/settings", () => {
  it("tells a page what it must know, and no access mode for an unknown location", async () => {
    const known = parsePageSettings(await (await bench.call("/api/v1/settings?locationId=clinic")).json());
    expect(known).toMatchObject({
      accessMode: "scheduled",
      discreet: true,
      dwellMs: 1000,
      environment: "simulator",
      idleMs: 120_000,
    });
    const unknown = parsePageSettings(
      await (await bench.call("/api/v1/settings?locationId=elsewhere")).json(),
    );
    expect(unknown).not.toHaveProperty("accessMode");
    expect(unknown).not.toHaveProperty("idleMs");
    expect((await bench.call("/api/v1/settings?locationId=ed", { token: null })).status).toBe(401);
  });
});

describe("for whoever runs the gateway", () => {
  it("says that it lives and is ready, without a token", async () => {
    expect((await bench.call("/health/live", { token: null })).status).toBe(200);
    expect(await (await bench.call("/health/ready", { token: null })).json()).toEqual({ status: "ready" });
  });

  it("counts lookups, queries, outcomes and alarms, and names nobody", async () => {
    await bench.settle((await bench.open({ encounter: { id: "counted" } })).lookupId);
    const text = await (await bench.call("/metrics", { token: null })).text();
    expect(text).toMatch(/cpis_queries_sent_total\{access_mode="unscheduled"\} [1-9]/);
    expect(text).toMatch(/cpis_outcomes_total\{outcome="answered"\} [1-9]/);
    expect(text).not.toContain('"record"');
    expect(text).not.toContain("no-record");
    for (const secret of ["9995260182", "Rell", "999900000101"]) expect(text).not.toContain(secret);
  });

  it("keeps its numbers from whoever comes through a proxy", async () => {
    for (const name of ["x-forwarded-for", "forwarded"]) {
      const response = await bench.call("/metrics", { token: null, headers: { [name]: "192.0.2.7" } });
      expect(await problemOf(response)).toMatchObject({ status: 404 });
    }
  });

  it("describes the API with every schema it refers to", async () => {
    const document: unknown = await (await bench.call("/openapi.json", { token: null })).json();
    const text = JSON.stringify(document);
    const { openapi, paths, components } = document as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(openapi).toBe("3.1.0");
    expect(
      Object.entries(paths)
        .map(([path, methods]) => `${Object.keys(methods).join()} ${path}`)
        .sort(),
    ).toEqual([
      "get /api/v1/lookups/{id}",
      "get /api/v1/lookups/{id}/stream",
      "get /api/v1/settings",
      "post /api/v1/lookups",
      "post /api/v1/lookups/{id}/events",
      "post /api/v1/unchecked-patients",
    ]);
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1]));
    expect([...referred].sort()).toEqual(Object.keys(components.schemas).sort());
    expect(text).toContain("not-in-automatic-group");
  });

  it("sends a policy with every answer that lets a browser do nothing with it", async () => {
    for (const [path, status] of [
      ["/api/v1/settings?locationId=ed", 200],
      ["/api/v1/lookups/none", 404],
      ["/nowhere", 404],
      ["/openapi.json", 200],
    ] as const) {
      const { status: answered, headers } = await bench.call(path);
      expect(answered, path).toBe(status);
      expect(headers.get("content-security-policy"), path).toBe(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
      expect(headers.get("referrer-policy"), path).toBe("no-referrer");
      expect(headers.get("x-frame-options"), path).toMatch(/DENY|SAMEORIGIN/);
    }
  });

  it("lets pages of the configured origins in, and no others", async () => {
    const preflight = (origin: string) =>
      bench.call("/api/v1/lookups", {
        method: "OPTIONS",
        token: null,
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });
    const allowed = await preflight("https://epr.northgate.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://epr.northgate.example");
    const refused = await preflight("https://elsewhere.example");
    expect(refused.headers.get("access-control-allow-origin")).not.toBe("https://elsewhere.example");
  });
});
