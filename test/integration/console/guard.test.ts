import { ContainerModule } from "inversify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consoleRoles, type ConsoleRole } from "../../../src/domain/console-role.js";
import { consoleOperation } from "../../../src/gateway/console/console-operation.js";
import { ConsoleRoutes, sessionOf } from "../../../src/gateway/console/console-routes.js";
import { Clock } from "../../../src/ports/runtime.js";
import { startConsoleBench, type ConsoleBench } from "./support.js";

const at = (path: string): string => `/api/v1/console/${path}`;
let offset = 0;

// A route that reads, one that changes and one that is dangerous, as every engineer of the console writes them.
const routes = new ContainerModule(({ bind, rebind }) => {
  rebind(Clock).toConstantValue({ now: () => Date.now() + offset });
  bind(ConsoleRoutes).toConstantValue((scope) => {
    const roles: readonly ConsoleRole[] = ["administrator", "auditor"];
    const answer = { description: "Done.", schema: { type: "object" } };
    const told = (id: string) => ({ id, roles, summary: "A route of a test.", answer });
    scope.get(at("things"), consoleOperation(told("readThings")), (request) => ({
      userId: sessionOf(request).userId,
    }));
    scope.post(
      at("things"),
      consoleOperation({ ...told("changeThings"), body: { type: "object" } }),
      (request) => ({ got: request.body }),
    );
    scope.post(
      at("dangers"),
      consoleOperation({ ...told("doDanger"), stepUp: true, body: { type: "object" } }),
      () => ({}),
    );
  });
});

let bench: ConsoleBench;
beforeAll(async () => {
  bench = await startConsoleBench({ overrides: [routes] });
});
afterAll(() => bench.stop());

async function codeOf(response: Response): Promise<string> {
  const { code } = (await response.json()) as { readonly code?: string };
  return `${String(response.status)} ${code ?? ""}`.trim();
}

const change = (headers: Readonly<Record<string, string>>, body = "{}"): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});

const without = (headers: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

describe("the guard before the console's routes", () => {
  test("nobody reads anything without a session", async () => {
    const answer = await bench.call(at("me"));
    expect(answer.headers.get("www-authenticate")).toBeNull();
    expect(await codeOf(answer)).toBe("401 CPIS_SESSION_MISSING");
    expect(await codeOf(await bench.call(at("things")))).toBe("401 CPIS_SESSION_MISSING");
  });

  test("a host's user token opens no route of the console", async () => {
    const headers = { authorization: "Bearer aaaa.bbbb.cccc" };
    expect(await codeOf(await bench.call(at("me"), { headers }))).toBe("401 CPIS_SESSION_MISSING");
  });

  test("every role reads who it is, with its token for changes", async () => {
    for (const role of consoleRoles) {
      const { reading, session } = bench.sessions.open(role);
      const answer = await bench.call(at("me"), { headers: reading });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        roles: [role],
        csrfToken: session.csrfToken,
        environment: "simulator",
        siteName: "Northgate General Hospital",
      });
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
  });

  test("a role that the route does not name is refused, and any of those that it names is let in", async () => {
    for (const role of consoleRoles) {
      const { reading } = bench.sessions.open(role);
      const answer = await bench.call(at("things"), { headers: reading });
      const isNamed = role === "administrator" || role === "auditor";
      expect(await codeOf(answer)).toBe(isNamed ? "200" : "403 CPIS_ROLE_NOT_PERMITTED");
    }
  });

  test("a person with a role for it does what the route does", async () => {
    const { changing } = bench.sessions.open(["clinician", "administrator"]);
    const answer = await bench.call(at("things"), change(changing, '{"a":1}'));
    expect(await answer.json()).toEqual({ got: { a: 1 } });
  });

  test.each([
    ["no token", (h: Record<string, string>) => ({ ...h, "x-cpis-csrf": "" })],
    ["another token", (h: Record<string, string>) => ({ ...h, "x-cpis-csrf": "x".repeat(43) })],
    ["another origin", (h: Record<string, string>) => ({ ...h, origin: "https://elsewhere.example" })],
    ["a port of its own host", (h: Record<string, string>) => ({ ...h, origin: "http://127.0.0.1:9" })],
    ["no origin", (h: Record<string, string>) => without(h, "origin")],
    ["a hidden origin", (h: Record<string, string>) => ({ ...h, origin: "null" })],
    [
      "a page that the browser calls foreign",
      (h: Record<string, string>) => ({ ...h, "sec-fetch-site": "same-site" }),
    ],
  ])("a change with %s is refused as forged", async (_what, spoil) => {
    const { changing } = bench.sessions.open("administrator");
    const answer = await bench.call(at("things"), change(spoil({ ...changing })));
    expect(await codeOf(answer)).toBe("403 CPIS_REQUEST_FORGED");
  });

  test("the token of another session changes nothing", async () => {
    const mine = bench.sessions.open("administrator");
    const other = bench.sessions.open("auditor");
    const headers = { ...mine.changing, "x-cpis-csrf": other.session.csrfToken };
    expect(await codeOf(await bench.call(at("things"), change(headers)))).toBe("403 CPIS_REQUEST_FORGED");
  });

  test("a form or a text, which any page may post, is not read as a change", async () => {
    const { changing } = bench.sessions.open("administrator");
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const answer = await bench.call(at("things"), change({ ...changing, "content-type": type }, "a=1"));
      expect(await codeOf(answer)).toBe("415 CPIS_REQUEST_INVALID");
    }
  });

  test("an oversized change is refused before it is read", async () => {
    const { changing } = bench.sessions.open("administrator");
    const body = JSON.stringify({ text: "x".repeat(70_000) });
    expect(await codeOf(await bench.call(at("things"), change(changing, body)))).toBe(
      "413 CPIS_REQUEST_INVALID",
    );
  });

  test("a dangerous action needs a fresh sign-in, and only for a while after it", async () => {
    const tired = bench.sessions.open("administrator");
    expect(await codeOf(await bench.call(at("dangers"), change(tired.changing)))).toBe(
      "403 CPIS_STEP_UP_NEEDED",
    );
    const fresh = bench.sessions.open("administrator", { steppedUp: true });
    expect((await bench.call(at("dangers"), change(fresh.changing))).status).toBe(200);
    offset = 301_000;
    try {
      expect(await codeOf(await bench.call(at("dangers"), change(fresh.changing)))).toBe(
        "403 CPIS_STEP_UP_NEEDED",
      );
    } finally {
      offset = 0;
    }
  });

  test("a path answers the methods it has, and no other", async () => {
    const { changing } = bench.sessions.open("administrator");
    const answer = await bench.call(at("things"), { ...change(changing), method: "PUT" });
    expect(answer.headers.get("allow")).toBe("GET, POST");
    expect(await codeOf(answer)).toBe("405 CPIS_REQUEST_INVALID");
    const unknown = await bench.call(at("things"), { method: "PUT" });
    expect(await codeOf(unknown)).toBe("401 CPIS_SESSION_MISSING");
  });

  test("every route is described with the rule that guards it", async () => {
    const document = (await (await bench.call("/openapi.json")).json()) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    expect(document.paths[at("dangers")]?.["post"]).toMatchObject({
      security: [{ consoleSession: [] }],
      "x-cpis-roles": ["administrator", "auditor"],
      "x-cpis-step-up": true,
    });
  });
});

describe("a session", () => {
  test("ends when nobody uses it, however often an open page asks by itself", async () => {
    const { reading } = bench.sessions.open("auditor");
    const background = { ...reading, "x-cpis-background": "1" };
    try {
      offset = 600_000;
      expect((await bench.call(at("me"), { headers: background })).status).toBe(200);
      offset = 901_000;
      expect((await bench.call(at("me"), { headers: background })).status).toBe(401);
    } finally {
      offset = 0;
    }
  });

  test("goes on while somebody uses it, and ends after eight hours all the same", async () => {
    const { reading } = bench.sessions.open("auditor");
    try {
      for (offset = 0; offset < 28_800_000; offset += 800_000)
        expect((await bench.call(at("me"), { headers: reading })).status).toBe(200);
      offset = 28_800_001;
      expect((await bench.call(at("me"), { headers: reading })).status).toBe(401);
    } finally {
      offset = 0;
    }
  });

  test("is of nobody where two cookies claim its name", async () => {
    const { cookie } = bench.sessions.open("auditor");
    const headers = { cookie: `cpis-console=planted; ${cookie}` };
    expect(await codeOf(await bench.call(at("me"), { headers }))).toBe("401 CPIS_SESSION_MISSING");
  });
});

test("one person does not ask more often than the limit lets them, whatever their sessions", async () => {
  const limited = await startConsoleBench({ plan: { limits: { requestsPerMinute: 4 } } });
  try {
    const statuses: number[] = [];
    for (let request = 0; request < 6; request += 1) {
      const { reading } = limited.sessions.open("auditor");
      statuses.push((await limited.call(at("me"), { headers: reading })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  } finally {
    await limited.stop();
  }
});

test("a route that does not say who may use it stops the start", async () => {
  const careless = new ContainerModule(({ bind }) => {
    bind(ConsoleRoutes).toConstantValue((scope) => {
      scope.get(at("careless"), () => ({}));
    });
  });
  await expect(startConsoleBench({ overrides: [careless] })).rejects.toMatchObject({ code: "CPIS_INTERNAL" });
});

test("a gateway without a console has none of its routes", async () => {
  const bare = await startConsoleBench({ without: true });
  try {
    expect((await bare.call(at("me"))).status).toBe(404);
  } finally {
    await bare.stop();
  }
});
