import { ContainerModule } from "inversify";
import { afterAll, describe, expect, it } from "vitest";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { errorCodes } from "../../../src/errors/codes.js";
import { ApiRoutes } from "../../../src/gateway/http/api-server.js";
import { permitted, strangers, unpermitted, unsigned, type TestCaller } from "./callers.js";
import { guardedOperations, unaccountedRoutes, type GuardedOperation } from "./operations.js";
import { publicRoutes } from "./public-routes.js";
import { callOperation, pageProof } from "./requests.js";
import { startWholeSite } from "./site.js";

// The document is the list of the tests: an operation that is added is tested without anybody thinking of it.
const site = await startWholeSite();
afterAll(() => site.stop());
const operations = guardedOperations(site.document);
const bySession = operations.filter(({ scheme }) => scheme === "consoleSession");
const nameOf = ({ method, path }: GuardedOperation): string => `${method} ${path}`;
const listed = (each: readonly GuardedOperation[]) => each.map((one) => [nameOf(one), one] as const);

// The same words whoever asks for whatever: a refusal that differs would say something.
const refusal = JSON.stringify({
  type: "urn:cpis:problem:CPIS_ROLE_NOT_PERMITTED",
  title: errorCodes.CPIS_ROLE_NOT_PERMITTED.text,
  status: 403,
  code: "CPIS_ROLE_NOT_PERMITTED",
});

/** The answers that some callers get, each with who got it. */
async function answersTo(operation: GuardedOperation, callers: readonly TestCaller[]) {
  return Promise.all(
    callers.map(async ({ who, proof, place }) => ({
      who,
      ...(await callOperation(site, operation, proof, place)),
    })),
  );
}

describe("every route of a gateway", () => {
  it("is in its document, or on the short list of what is public, or refuses whatever comes", async () => {
    const answers = await Promise.all(
      unaccountedRoutes(site.routes, operations).map(async ({ method, url }) => {
        const { status } = await fetch(new URL(url.replace(/:\w+/g, "1"), site.apiUrl), { method });
        return { route: `${method} ${url}`, status };
      }),
    );
    expect(answers.filter(({ status }) => status !== 401 && status !== 405)).toEqual([]);
    expect(operations.length).toBeGreaterThan(30);
    expect(site.routes.length).toBeGreaterThan(operations.length);
  });

  it("that is public still exists: the list holds nothing that is gone", () => {
    const registered = new Set(site.routes.map(({ method, url }) => `${method} ${url}`));
    expect(Object.keys(publicRoutes).filter((name) => !registered.has(name))).toEqual([]);
  });

  it("that somebody forgets to describe is found, wherever it is registered", async () => {
    const forgotten = new ContainerModule(({ bind }) => {
      bind(ApiRoutes).toConstantValue((scope) => {
        scope.get("/api/v1/forgotten", { schema: { hide: true } }, () => ({}));
      });
    });
    const other = await startWholeSite([forgotten]);
    try {
      const found = unaccountedRoutes(other.routes, guardedOperations(other.document));
      expect(found).toContainEqual({ method: "GET", url: "/api/v1/forgotten" });
      expect((await fetch(new URL("/api/v1/forgotten", other.apiUrl))).status).toBe(200);
    } finally {
      await other.stop();
    }
  });

  it("that does not say who may call it cannot be listed", () => {
    const paths = { "/open": { get: { security: [{ bearer: [] }], responses: {} } } };
    expect(() => guardedOperations({ paths, components: { schemas: {} } })).toThrow("GET /open does not say");
  });
});

describe.each(listed(operations))("%s", (_name, operation) => {
  it("answers 401 to whoever does not prove who they are", async () => {
    const callers = operation.scheme === "bearer" ? await strangers(site) : await unsigned(site);
    const answers = await answersTo(operation, callers);
    expect(answers.filter(({ status }) => status !== 401)).toEqual([]);
    const missing =
      operation.scheme === "bearer"
        ? ["CPIS_TOKEN_MISSING", "CPIS_TOKEN_REJECTED"]
        : ["CPIS_SESSION_MISSING"];
    expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(missing));
  });

  it("answers 403 with one and the same body to whoever may not", async () => {
    const answers = await answersTo(operation, await unpermitted(site, operation));
    expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
    const bodies = new Set(answers.map(({ body }) => body));
    expect([...bodies]).toEqual(answers.length === 0 ? [] : [refusal]);
  });

  it("answers neither 401 nor 403 to each whom it says it lets in", async () => {
    const callers = await permitted(site, operation);
    const answers = await answersTo(operation, callers);
    expect(answers.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
    expect(callers).not.toEqual([]);
  });
});

describe.each(listed(bySession.filter(({ method }) => method !== "GET")))("%s", (_name, operation) => {
  const forgeries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "without the session's own token": { "x-cpis-csrf": "" },
    "with another token": { "x-cpis-csrf": "another" },
    "from another origin": { origin: "https://elsewhere.example" },
    "without an origin": { origin: "" },
    "from another site": { "sec-fetch-site": "cross-site" },
    "from a neighbouring site": { "sec-fetch-site": "same-site" },
  };
  it("is refused where it does not come from the console's own page", async () => {
    const signedIn = site.signIn((operation.roles ?? []) as readonly ConsoleRole[], true);
    const callers = Object.entries(forgeries).map(([who, changes]) => ({
      who,
      proof: { ...pageProof(signedIn), ...changes },
    }));
    const answers = await answersTo(operation, callers);
    expect(answers.map(({ who, status, code }) => `${who}: ${String(status)} ${String(code)}`)).toEqual(
      callers.map(({ who }) => `${who}: 403 CPIS_REQUEST_FORGED`),
    );
  });
});

describe.each(listed(bySession.filter(({ stepUp }) => stepUp)))("%s", (_name, operation) => {
  it("asks for a fresh sign-in of whoever may, and of nobody else", async () => {
    const roles = (operation.roles ?? []) as readonly ConsoleRole[];
    const [one] = await answersTo(operation, [{ who: "stale", proof: pageProof(site.signIn(roles, false)) }]);
    expect(one).toMatchObject({ status: 403, code: "CPIS_STEP_UP_NEEDED" });
    const [other] = await answersTo(operation, [{ who: "none", proof: pageProof(site.signIn([], false)) }]);
    expect(other).toMatchObject({ status: 403, code: "CPIS_ROLE_NOT_PERMITTED" });
  });
});
