import { describe, expect, test } from "vitest";
import { providerFaults, type ProviderFault } from "../../../src/simulator/sign-in/provider-faults.js";
import { choosePerson, createSignInBrowser, locationOf } from "../../support/sign-in-browser.js";
import { codeIn, useSignInBench } from "./sign-in-bench.js";

const bench = useSignInBench();

describe("signing in", () => {
  test.each([
    ["ines-marlowe", "administrator"],
    ["ruth-abara", "safeguarding-lead"],
    ["grace-ollerton", "auditor"],
    ["priya-nair", "clinician"],
    ["owen-tarrant", "social-worker"],
    ["leila-farrow", "emergency-duty-team"],
    ["ned-colley", "data-officer"],
  ])("makes %s the %s that the settings say", async (person, role) => {
    const { browser, answer } = await bench.signIn(person);
    expect(answer.status).toBe(303);
    expect(locationOf(answer)).toBe(bench.at("/console"));
    expect(await bench.me(browser)).toMatchObject({ roles: [role] });
    expect(await bench.lastAudit("signed-in")).toMatchObject({
      details: { roles: role },
      actor: { kind: "person" },
    });
  });

  test("names the person in the audit by user id, role profile, job and organisation", async () => {
    await bench.signIn("ines-marlowe");
    expect((await bench.lastAudit("signed-in"))?.actor).toEqual({
      kind: "person",
      id: "999800030001",
      name: "Ines Marlowe",
      roleProfileId: "999800040001",
      jobRoleCode: "R8006",
      organisationOdsCode: "ZZ9A1",
    });
  });

  test("asks for the configured level, anew, with PKCE, and shows no secret in any address", async () => {
    const { begun, answer } = await bench.signIn("ines-marlowe");
    const asked = new URL(locationOf(begun)).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      acr_values: "AAL3_ANY",
      prompt: "login",
      code_challenge_method: "S256",
    });
    expect(asked.get("nonce")).toHaveLength(43);
    expect(locationOf(answer)).not.toMatch(/[?#]/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("keeps the session in a cookie that no script, no other site and no disk sees", async () => {
    const { answer } = await bench.signIn("ines-marlowe");
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("cpis-console=")) ?? "";
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toMatch(/Domain|Expires|Max-Age/);
  });

  test("returns to the page of the console that was asked for, and to nothing else", async () => {
    const wanted = encodeURIComponent("/console/audit#day=1");
    const { answer } = await bench.signIn("ines-marlowe", undefined, `/console/sign-in?return=${wanted}`);
    expect(locationOf(answer)).toBe(bench.at("/console/audit#day=1"));
    for (const foreign of ["https://evil.example/", "//evil.example", "/console/../x", "/consolex"]) {
      const path = `/console/sign-in?return=${encodeURIComponent(foreign)}`;
      expect(locationOf((await bench.signIn("ines-marlowe", undefined, path)).answer)).toBe(
        bench.at("/console"),
      );
    }
  });

  test("leaves no code, token, state or name in the log", async () => {
    bench.logged.length = 0;
    const { returned } = await bench.signIn("ines-marlowe");
    bench.provider.fault = "wrong-nonce";
    await bench.signIn("ines-marlowe");
    const text = JSON.stringify(bench.logged);
    const { searchParams } = new URL(returned);
    for (const secret of [searchParams.get("code"), searchParams.get("state"), "Marlowe", "Ines"])
      expect(text).not.toContain(secret);
    expect(bench.logged).toContainEqual({
      event: "sign-in-refused",
      fields: { code: "CPIS_SIGN_IN_REJECTED", reason: "OAUTH_JWT_CLAIM_COMPARISON_FAILED" },
    });
  });
});

describe("somebody with several jobs", () => {
  async function toChoice() {
    const { browser, answer } = await bench.signIn("marcus-howell");
    expect(locationOf(answer)).toBe(bench.at("/console/role"));
    const page = await (await browser.get(locationOf(answer))).text();
    const token = /name="token" value="([\w-]+)"/.exec(page)?.[1] ?? "";
    return { browser, page, token };
  }

  test("says in which, and gets what that one gives and no more", async () => {
    const { browser, page, token } = await toChoice();
    expect(page).toContain("Systems Support Access Role, Northgate General Hospital");
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
    const form = { role: "999800040010", token };
    const chosen = await browser.post(bench.at("/console/role"), form, { origin: bench.at("") });
    expect(locationOf(chosen)).toBe(bench.at("/console"));
    expect(await bench.me(browser)).toMatchObject({ name: "Marcus Howell", roles: ["auditor"] });
  });

  test.each([
    ["a page of another origin", { role: "999800040010" }, "https://evil.example", "403 CPIS_REQUEST_FORGED"],
    ["a page without the form's token", { role: "999800040010", token: "x" }, "", "403 CPIS_REQUEST_FORGED"],
    ["a job that was not offered", { role: "999800040001" }, "", "403 CPIS_SIGN_IN_NO_ROLE"],
  ])("is not let in by %s", async (_what, form, from, code) => {
    const { browser, token } = await toChoice();
    const headers = { origin: from === "" ? bench.at("") : from };
    const answer = await browser.post(bench.at("/console/role"), { token, ...form }, headers);
    expect(await codeIn(answer)).toBe(code);
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
  });

  test("chooses once, in the browser that signed in, within five minutes", async () => {
    const { browser, token } = await toChoice();
    const form = { role: "999800040010", token };
    const stranger = createSignInBrowser();
    expect(await codeIn(await stranger.post(bench.at("/console/role"), form, { origin: bench.at("") }))).toBe(
      "410 CPIS_SIGN_IN_EXPIRED",
    );
    bench.offset = 300_001;
    expect(await codeIn(await browser.post(bench.at("/console/role"), form, { origin: bench.at("") }))).toBe(
      "410 CPIS_SIGN_IN_EXPIRED",
    );
  });
});

describe("somebody who may not come in", () => {
  test.each([
    ["without any job", "sam-lister", "403 CPIS_SIGN_IN_NO_ROLE"],
    ["whose job has no code", "amara-boateng", "403 CPIS_SIGN_IN_NO_ROLE"],
    ["whose job gives nothing here", "tom-harcastle", "403 CPIS_SIGN_IN_NOT_PERMITTED"],
    ["of another organisation", "jo-hartwell", "403 CPIS_SIGN_IN_NOT_PERMITTED"],
  ])("%s is refused in words, and audited", async (_who, person, code) => {
    const { browser, answer } = await bench.signIn(person);
    expect(await codeIn(answer)).toBe(code);
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
    expect(await bench.lastAudit("sign-in-refused")).toMatchObject({
      reason: code.slice(4),
      actor: { kind: "person" },
    });
  });
});

const faults: readonly (readonly [ProviderFault, string])[] = [
  ["wrong-nonce", "403 CPIS_SIGN_IN_REJECTED"],
  ["expired-token", "403 CPIS_SIGN_IN_REJECTED"],
  ["unknown-key", "403 CPIS_SIGN_IN_REJECTED"],
  ["wrong-audience", "403 CPIS_SIGN_IN_REJECTED"],
  ["wrong-issuer", "403 CPIS_SIGN_IN_REJECTED"],
  ["unsigned", "403 CPIS_SIGN_IN_REJECTED"],
  ["no-id-token", "403 CPIS_SIGN_IN_REJECTED"],
  ["another-subject", "403 CPIS_SIGN_IN_REJECTED"],
  ["client-refused", "403 CPIS_SIGN_IN_REJECTED"],
  ["weak-proof", "403 CPIS_SIGN_IN_LEVEL_TOO_LOW"],
  ["no-role", "403 CPIS_SIGN_IN_NO_ROLE"],
  ["declined", "403 CPIS_SIGN_IN_DECLINED"],
];

test("every fault that the provider knows is tried", () => {
  // The last three have tests of their own, because they do something else than refuse.
  const others: readonly ProviderFault[] = ["two-roles", "out-of-order", "old-sign-in"];
  expect([...faults.map(([fault]) => fault), ...others].toSorted()).toEqual(providerFaults.toSorted());
});

describe("a provider that answers wrongly", () => {
  test.each(faults)("%s lets nobody in", async (fault, code) => {
    bench.provider.fault = fault;
    const { browser, answer } = await bench.signIn("ines-marlowe");
    expect(await codeIn(answer)).toBe(code);
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
  });

  test("and says that the person holds two jobs leads to the choice", async () => {
    bench.provider.fault = "two-roles";
    expect(locationOf((await bench.signIn("ines-marlowe")).answer)).toBe(bench.at("/console/role"));
  });

  test("with new keys from one sign-in to the next is still understood", async () => {
    await bench.signIn("ines-marlowe");
    await bench.provider.rotateKeys();
    expect((await bench.signIn("ines-marlowe")).answer.status).toBe(303);
  });

  test("that broke down between the two is said to be down", async () => {
    const browser = createSignInBrowser();
    const begun = await browser.get(bench.at("/console/sign-in"));
    const returned = await choosePerson(browser, locationOf(begun), "ines-marlowe");
    bench.provider.fault = "out-of-order";
    expect(await codeIn(await browser.get(returned))).toBe("503 CPIS_SIGN_IN_UNAVAILABLE");
  });
});
