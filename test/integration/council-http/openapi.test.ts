import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCodes } from "../../../src/errors/codes.js";
import { caseOf, until } from "../council/support.js";
import { notificationOf } from "../council/mailbox-bench.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { operationOf, validatorOf, type ApiDocument } from "./api-document.js";
import {
  deliverTo,
  secondOfficer,
  socialWorker,
  startConfigured,
  type ConfiguredCouncil,
} from "./support.js";

/** What has no token and is about nobody; it is for whoever runs the gateway, not for pages. */
const undocumented = ["GET /health", "GET /health/live", "GET /health/ready", "GET /metrics"];

let council: ConfiguredCouncil;
let document: ApiDocument;
/** Every answer of a route that was held against the document, as "PUT /api/v1/cases/:id 200". */
const seen = new Set<string>();

beforeAll(async () => {
  council = await startConfigured();
  document = (await (await council.call("/openapi.json", { token: null })).json()) as ApiDocument;
});

afterAll(() => council.stop());

/** Calls a route and holds its answer against what the document says of it. */
async function ask(
  route: string,
  { id = "", body, token, from = council, of = document }: Asking = {},
): Promise<Record<string, unknown>> {
  const [method = "", url = ""] = route.split(" ");
  const response = await from.call(url.replace(":id", encodeURIComponent(id)), {
    method,
    ...(body === undefined ? {} : { body }),
    ...(token === undefined ? {} : { token }),
  });
  seen.add(`${route} ${String(response.status)}`);
  const documented = operationOf(of, method, url)?.responses[String(response.status)];
  expect(documented, `${route} answers ${String(response.status)}, which is not documented`).toBeDefined();
  if (documented?.content === undefined) {
    expect(await response.text()).toBe("");
    return {};
  }
  const [type = "", { schema } = { schema: {} }] = Object.entries(documented.content)[0] ?? [];
  expect(response.headers.get("content-type")).toContain(type);
  if (!type.endsWith("json")) return { text: await response.text() };
  const answer = (await response.json()) as Record<string, unknown>;
  const reading = validatorOf(of, schema).safeParse(answer);
  expect(reading.success ? "" : `${route}: ${reading.error.message} ${JSON.stringify(answer)}`).toBe("");
  if (response.status >= 400) {
    expect(documented.description, `${route} documents ${String(answer["code"])}`).toContain(
      String(answer["code"]),
    );
  }
  return answer;
}

interface Asking {
  readonly id?: string;
  readonly body?: unknown;
  readonly token?: string | null;
  readonly from?: ConfiguredCouncil;
  readonly of?: ApiDocument;
}

describe("the document of a council's gateway", () => {
  it("has every registered route, and nothing else", () => {
    const registered = council.routes
      // Refusals of other methods are hidden lists of methods; everything else is a route.
      .filter(({ hidden, methods }) => !(hidden && methods.length > 1))
      .flatMap(({ methods, url }) => methods.map((method) => `${method} ${url}`));
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    expect(registered.filter((route) => !undocumented.includes(route)).sort()).toEqual(documented.sort());
    expect(documented.length).toBeGreaterThan(20);
  });

  it("says of every route what it does, who may, and with which codes it refuses", () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const name = `${method} ${path}`;
        expect(operation.summary?.length ?? 0, name).toBeGreaterThan(20);
        expect(operation.description, name).toMatch(/For .* of the council/);
        expect(operation.security, name).toEqual([{ bearer: [] }]);
        expect(Object.keys(operation.responses), name).toEqual(expect.arrayContaining(["401", "403", "429"]));
        if (operation.requestBody !== undefined) {
          expect(Object.keys(operation.responses), name).toEqual(
            expect.arrayContaining(["400", "413", "415"]),
          );
        }
        for (const [status, { description }] of Object.entries(operation.responses)) {
          if (Number(status) < 400) continue;
          for (const [code] of description.matchAll(/CPIS_[A-Z_]+/g))
            expect(Object.keys(errorCodes)).toContain(code);
        }
      }
    }
    const ids = Object.values(document.paths).flatMap((each) =>
      Object.values(each).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refers to no schema that is not there, holds none that nothing refers to, and no lookup", () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1]));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
    expect(text).not.toContain("/api/v1/lookups");
  });
});

describe("the answers of a council's routes are as documented", () => {
  it("of cases", async () => {
    await ask("PUT /api/v1/cases/:id", { id: "NS-1", body: caseOf("matches", { teamId: "east" }) });
    await ask("PUT /api/v1/cases/:id", { id: "NS-2", body: caseOf("name-differs") });
    await ask("PUT /api/v1/cases/:id", { id: "NS-3", body: { dueDate: "2027-01-30", statuses: [] } });
    const refused = await ask("PUT /api/v1/cases/:id", { id: "NS-4", body: { child: { familyName: "X" } } });
    expect(refused["code"]).toBe("CPIS_CASE_INVALID");
    await ask("PUT /api/v1/cases/:id", { id: "NS-1", body: { unknown: 1 } });
    const visible = await until(
      () => ask("GET /api/v1/cases/:id", { id: "NS-1" }),
      (view) => (view["visibility"] as { kind: string }).kind === "visible",
    );
    expect(visible).toMatchObject({ teamName: "East Assessment Team" });
    await until(
      () => ask("GET /api/v1/cases/:id", { id: "NS-2" }),
      (view) => (view["visibility"] as { kind: string }).kind === "not-visible",
    );
    await ask("GET /api/v1/cases/:id", { id: "nobody" });
    await ask("GET /api/v1/cases", {});
    await ask("POST /api/v1/cases/search", { body: { text: "NS-1" } });
    await ask("POST /api/v1/cases/search", { body: { text: 7 } });
    await ask("POST /api/v1/cases/import", { body: { firstRow: 1, rows: [{ localId: "NS-5" }, 4] } });
    await ask("POST /api/v1/cases/import", { body: {}, token: await council.token(socialWorker) });
  });

  it("of a deletion, which needs two people", async () => {
    const order = {
      kind: "child-protection-plan",
      start: "2026-01-05",
      reason: "Entered for the wrong child.",
    };
    const view = await ask("POST /api/v1/cases/:id/deletion", { id: "NS-1", body: order });
    const [deletion] = view["deletions"] as { deletionId: string }[];
    const body = { deletionId: deletion?.deletionId };
    const alone = await ask("POST /api/v1/cases/:id/deletion/approval", { id: "NS-1", body });
    expect(alone["code"]).toBe("CPIS_DELETION_REFUSED");
    await ask("POST /api/v1/cases/:id/deletion/approval", {
      id: "NS-1",
      body,
      token: await council.token(secondOfficer),
    });
  });

  it("of notices", async () => {
    const { nhsNumber } = syntheticCouncilPerson("matches", Date.now());
    deliverTo(council, notificationOf({ at: Date.now(), nhsNumbers: [nhsNumber], localId: "NS-1" }));
    const inbox = await until(
      () => ask("GET /api/v1/council/inbox"),
      (each) => (each["episodes"] as unknown[]).length > 0,
    );
    const [episode] = inbox["episodes"] as { episodeId: string; hops: object[] }[];
    const id = episode?.episodeId ?? "";
    expect(episode?.hops).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ to: { kind: "worker", workerId: "sw-1" }, workerName: "Sam Worker" }),
        expect.objectContaining({ to: { kind: "team", teamId: "east" }, teamName: "East Assessment Team" }),
      ]),
    );
    await ask("POST /api/v1/council/notices/:id/take", { id });
    await ask("POST /api/v1/council/notices/:id/take", { id, token: await council.token(secondOfficer) });
    await ask("POST /api/v1/council/notices/:id/note", { id, body: { text: "Rang the ward." } });
    await ask("POST /api/v1/council/notices/:id/note", { id, body: {} });
    const passed = await ask("POST /api/v1/council/notices/:id/pass", {
      id,
      body: { to: { kind: "duty-manager" } },
    });
    expect((passed["hops"] as object[]).at(-1)).toMatchObject({
      workerName: "ASHBY, Gwen",
      teamName: "Duty Team",
    });
    await ask("POST /api/v1/council/notices/:id/finish", { id });
    await ask("POST /api/v1/council/notices/:id/finish", { id: "none" });
    expect(await ask("GET /api/v1/council/work-list")).toHaveProperty("entries");
  });

  it("of uploads, the mailbox and the directory", async () => {
    await ask("GET /api/v1/council/uploads");
    await ask("GET /api/v1/council/uploads", { token: null });
    await ask("GET /api/v1/council/health");
    await ask("GET /api/v1/council/directory");
    await ask("POST /api/v1/council/uploads/wishes", { body: { localId: "NS-1" } });
    await ask("POST /api/v1/council/uploads/wishes", { body: { localId: "nobody" } });
    await ask("POST /api/v1/council/uploads", {
      body: { kind: "full" },
      token: await council.token(socialWorker),
    });
    await ask("POST /api/v1/council/uploads", { body: { kind: "full" } });
    const reason = "Nobody will answer this one any more.";
    await ask("POST /api/v1/council/uploads/resumption", { body: { reason } });
    await ask("POST /api/v1/council/uploads/:id/closure", { id: "999", body: { reason } });
    const messageId = deliverTo(council, "<broken");
    await until(
      () => ask("GET /api/v1/council/mailbox/set-aside"),
      (each) => (each["messages"] as unknown[]).length > 0,
    );
    const content = await ask("GET /api/v1/council/mailbox/set-aside/:id/content", { id: messageId });
    expect(content["text"]).toBe("<broken");
    await ask("GET /api/v1/council/mailbox/set-aside/:id/content", { id: "none" });
    await ask("POST /api/v1/council/mailbox/set-aside/:id/dealing", { id: messageId, body: { reason } });
  });

  it("of the stream, whose events are as documented", async () => {
    const response = await council.call("/api/v1/council/stream");
    const operation = operationOf(document, "GET", "/api/v1/council/stream");
    const schema = operation?.responses["200"]?.content?.["text/event-stream"]?.schema;
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const saved = council.call("/api/v1/cases/NS-9", {
      method: "PUT",
      body: caseOf("matches", { statuses: [] }),
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!/data: .*\n/.test(text)) text += (await reader?.read())?.value ?? "";
    await reader?.cancel();
    await saved;
    const data: unknown = JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? "");
    expect(validatorOf(document, schema).safeParse(data).success).toBe(true);
    seen.add("GET /api/v1/council/stream 200");
  });

  it("of a take-over", async () => {
    const other = await startConfigured((settings) => Object.assign(settings, { takesOver: true }));
    try {
      const of = (await (await other.call("/openapi.json", { token: null })).json()) as ApiDocument;
      const via = { from: other, of };
      const root = "/api/v1/council/takeover";
      const { nhsNumber, givenName, familyName, birthDate } = syntheticCouncilPerson("matches", Date.now());
      const people = [{ kind: "child", localId: "OLD-1", familyName, givenName, birthDate }];
      const plans = [{ kind: "child-protection-plan", start: "2026-01-05" }];
      const proposal = { firstSequenceNumber: 412, children: [{ nhsNumber, people, plans }] };
      await ask(`GET ${root}`, via);
      await ask(`POST ${root}/difference`, { ...via, body: proposal });
      await ask(`POST ${root}/difference`, { ...via, body: { ...proposal, firstSequenceNumber: 0 } });
      const proposed = await ask(`POST ${root}`, { ...via, body: proposal });
      const revision = proposed["revision"] as number;
      await ask(`POST ${root}/renewal`, { ...via, body: { revision } });
      await ask(`POST ${root}/approval`, { ...via, body: { revision: revision + 1 } });
      await ask(`POST ${root}/decisions`, {
        ...via,
        body: {
          revision: revision + 1,
          decisions: [{ planId: "none", decision: "keep", reason: "It lasts there." }],
        },
      });
      const reason = "The other system goes on for another month.";
      await ask(`POST ${root}/withdrawal`, { ...via, body: { reason } });
      await ask(`POST ${root}/release`, {
        ...via,
        body: { reason },
        token: await other.token(secondOfficer),
      });
    } finally {
      await other.stop();
    }
  });

  it("of every documented route: none was left out above", () => {
    const asked = new Set([...seen].map((each) => each.replace(/ [0-9]+$/, "")));
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    expect(documented.filter((route) => !asked.has(route))).toEqual([]);
    expect([...seen].filter((each) => each.endsWith(" 500"))).toEqual([]);
  });
});
