import { createHash, randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { syntheticPerson } from "../../../src/testing/synthetic-people.js";
import { choosePerson, createSignInBrowser, locationOf } from "../../support/sign-in-browser.js";
import { codeIn, useSignInBench } from "./sign-in-bench.js";

const bench = useSignInBench({
  hostOrigins: ["https://epr.northgate.example"],
  desktopShell: false,
  hostSilenceMs: 15_000,
  signIn: true,
});

const child = syntheticPerson("no-record", Date.now());
const session = "/embed/sign-in/session";

/** Signs in as a banner page would let one: the window's end, and what the page knows. */
async function signIn(person: string, place = "ed") {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const browser = createSignInBrowser();
  const begun = await browser.get(bench.at(`/embed/sign-in?location=${place}&challenge=${challenge}`));
  const answer = await browser.get(await choosePerson(browser, locationOf(begun), person));
  const code = answer.status === 303 ? new URL(locationOf(answer)).hash.slice(1) : "";
  return { browser, answer, code, verifier };
}

const redeem = (body: unknown): Promise<Response> =>
  bench.gateway.call(session, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function tokenOf(person: string): Promise<string> {
  const { code, verifier } = await signIn(person);
  const { token } = (await (await redeem({ code, verifier })).json()) as { readonly token: string };
  return token;
}

const ask = (token: string): Promise<Response> =>
  bench.gateway.call("/api/v1/lookups", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({
      lookupId: randomUUID(),
      locationId: "ed",
      trigger: "opened",
      patient: { nhsNumber: child.nhsNumber, nhsNumberStatus: "verified", birthDate: child.birthDate },
    }),
  });

describe("signing in on a banner page whose host says no user", () => {
  test("makes the person whom the provider vouched for the one who asks, and nobody else (H-33)", async () => {
    const { answer, code, verifier } = await signIn("priya-nair");
    expect(locationOf(answer)).toMatch(/\/embed\/signed-in#[\w-]{43}$/);
    const given = (await (await redeem({ code, verifier })).json()) as Record<string, unknown>;
    expect(given).toMatchObject({ name: "Priya Nair", expiresInMs: 3_600_000 });
    expect((await ask(String(given["token"]))).status).toBe(201);
    const asked = (await bench.gateway.audit({})).findLast(({ lookupId }) => lookupId !== undefined);
    expect(asked?.actor).toMatchObject({
      id: "999800030005",
      jobRoleCode: "R8000",
      roleProfileId: "999800040005",
    });
    expect(await bench.lastAudit("signed-in")).toMatchObject({
      locationId: "ed",
      details: { purpose: "banner" },
      actor: { id: "999800030005" },
    });
  });

  test("opens nothing of the console", async () => {
    const { browser } = await signIn("ines-marlowe");
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
  });

  test("gives somebody without the activity what it gives any such user of a host: nothing", async () => {
    const token = await tokenOf("tom-harcastle");
    expect(await codeIn(await ask(token))).toBe("403 CPIS_ROLE_NOT_PERMITTED");
  });

  test("is handed over once, within a minute, to the page that asked", async () => {
    const first = await signIn("priya-nair");
    await redeem(first);
    expect(await codeIn(await redeem(first))).toBe("410 CPIS_SIGN_IN_EXPIRED");
    const stolen = await signIn("priya-nair");
    expect(await codeIn(await redeem({ code: stolen.code, verifier: "another" }))).toBe(
      "403 CPIS_SIGN_IN_FORGED",
    );
    expect(await codeIn(await redeem(stolen))).toBe("410 CPIS_SIGN_IN_EXPIRED");
    const late = await signIn("priya-nair");
    bench.offset = 60_001;
    expect(await codeIn(await redeem(late))).toBe("410 CPIS_SIGN_IN_EXPIRED");
  });

  test.each([
    ["nobody without any job", "sam-lister", "403 CPIS_SIGN_IN_NO_ROLE"],
    ["nobody of another organisation", "jo-hartwell", "403 CPIS_SIGN_IN_NOT_PERMITTED"],
  ])("lets %s in, and says so in words", async (_who, person, code) => {
    const { answer } = await signIn(person);
    const text = await answer.text();
    expect(`${String(answer.status)} ${/CPIS_[A-Z_]+/.exec(text)?.[0] ?? ""}`).toBe(code);
    expect(text).toContain("Nothing was checked. Close this window");
  });

  test("with too weak a proof lets nobody in", async () => {
    bench.provider.fault = "weak-proof";
    expect(await codeIn((await signIn("priya-nair")).answer)).toBe("403 CPIS_SIGN_IN_LEVEL_TOO_LOW");
  });

  test("is begun by a banner page of a known place only", async () => {
    for (const query of ["location=nowhere&challenge=" + "x".repeat(43), "location=ed", ""])
      expect(await codeIn(await bench.gateway.call(`/embed/sign-in?${query}`))).toBe(
        "400 CPIS_REQUEST_INVALID",
      );
  });

  test("is offered on the page only where the settings say so", async () => {
    const page = await bench.gateway.call("/embed/banner?location=ed&host=https://epr.northgate.example");
    expect(await page.text()).toContain('id="cpis-sign-in"');
  });
});
