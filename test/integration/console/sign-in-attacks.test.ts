import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { exportJWK } from "jose";
import { describe, expect, test } from "vitest";
import { createOpenIdProvider } from "../../../src/simulator/sign-in/openid-provider.js";
import { freePort } from "../../support/free-port.js";
import { choosePerson, createSignInBrowser, locationOf } from "../../support/sign-in-browser.js";
import { codeIn, startSignInGateway, useSignInBench } from "./sign-in-bench.js";

const bench = useSignInBench();
const sessionName = (): string => `${new URL(bench.at("")).host} cpis-console`;

/** Sends a request whose first line no browser would write; resolves with the status line. */
async function rawGet(address: string, target: string): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${target} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\n\r\n`);
  let text = "";
  socket.on("data", (part) => (text += String(part)));
  await once(socket, "close");
  return text.split("\r\n")[0] ?? "";
}

test("a first line that is no address does not end the simulator", async () => {
  const begun = await createSignInBrowser().get(bench.at("/console/sign-in"));
  const issuer = new URL(locationOf(begun)).origin;
  expect(await rawGet(issuer, "//")).toContain("400");
  expect((await fetch(new URL("/jwks", issuer))).status).toBe(200);
});

describe("a sign-in", () => {
  test("works once", async () => {
    const { browser, returned } = await bench.signIn("ines-marlowe");
    const { browser: second, begun } = { browser: createSignInBrowser(), begun: returned };
    expect(await codeIn(await second.get(begun))).toBe("403 CPIS_SIGN_IN_FORGED");
    expect(await codeIn(await browser.get(returned))).toBe("403 CPIS_SIGN_IN_FORGED");
  });

  test("whose answer is replayed with the cookie it began with is refused all the same", async () => {
    const browser = createSignInBrowser();
    const begun = await browser.get(bench.at("/console/sign-in"));
    const kept = new Map(browser.cookies);
    const returned = await choosePerson(browser, locationOf(begun), "ines-marlowe");
    await browser.get(returned);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await codeIn(await browser.get(returned))).toBe("410 CPIS_SIGN_IN_REPLAYED");
  });

  test("that another browser began signs nobody in here", async () => {
    const attacker = createSignInBrowser();
    const begun = await attacker.get(bench.at("/console/sign-in"));
    const returned = await choosePerson(attacker, locationOf(begun), "ines-marlowe");
    const victim = createSignInBrowser();
    await victim.get(bench.at("/console/sign-in"));
    expect(await codeIn(await victim.get(returned))).toBe("403 CPIS_SIGN_IN_FORGED");
  });

  test("with a state that nobody made, or after ten minutes, has had its time", async () => {
    const browser = createSignInBrowser();
    expect(await codeIn(await browser.get(bench.at("/console/callback?code=a&state=b")))).toBe(
      "410 CPIS_SIGN_IN_EXPIRED",
    );
    const begun = await browser.get(bench.at("/console/sign-in"));
    const returned = await choosePerson(browser, locationOf(begun), "ines-marlowe");
    bench.offset = 600_001;
    expect(await codeIn(await browser.get(returned))).toBe("410 CPIS_SIGN_IN_EXPIRED");
  });

  test("with a code of another sign-in is refused", async () => {
    const [first, second] = [createSignInBrowser(), createSignInBrowser()];
    const returns = await Promise.all(
      [first, second].map(async (browser) =>
        choosePerson(browser, locationOf(await browser.get(bench.at("/console/sign-in"))), "ines-marlowe"),
      ),
    );
    const [mine = "", theirs = ""] = returns;
    const mixed = new URL(mine);
    mixed.searchParams.set("code", new URL(theirs).searchParams.get("code") ?? "");
    expect(await codeIn(await first.get(mixed))).toBe("403 CPIS_SIGN_IN_REJECTED");
  });

  test("never goes on under a session that somebody planted before it", async () => {
    const browser = createSignInBrowser();
    const { session, cookie } = bench.gateway.sessions.open("auditor");
    const planted = cookie.slice(cookie.indexOf("=") + 1);
    browser.cookies.set(sessionName(), planted);
    await bench.signIn("ines-marlowe", browser);
    expect(browser.cookies.get(sessionName())).not.toBe(planted);
    const before = await bench.gateway.call("/api/v1/console/me", { headers: { cookie } });
    expect(before.status).toBe(401);
    expect((await bench.me(browser))["userId"]).not.toBe(session.userId);
  });

  test("with more than it needs is refused before anything is made of it", async () => {
    const answer = await bench.gateway.call(`/console/callback?code=x&state=${"y".repeat(10_000)}`);
    expect(await codeIn(answer)).toBe("410 CPIS_SIGN_IN_EXPIRED");
    const form = await bench.gateway.call("/console/role", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: bench.at("") },
      body: `role=${"x".repeat(5_000)}`,
    });
    expect(form.status).toBe(413);
  });
});

describe("a fresh sign-in for a dangerous action", () => {
  test("is asked of the provider anew, and allows it for five minutes under a new cookie", async () => {
    const { browser } = await bench.signIn("ines-marlowe");
    const before = browser.cookies.get(sessionName());
    const { begun, answer } = await bench.signIn(
      "ines-marlowe",
      browser,
      "/console/step-up?return=/console/x",
    );
    expect(new URL(locationOf(begun)).searchParams.get("max_age")).toBe("0");
    expect(locationOf(answer)).toBe(bench.at("/console/x"));
    expect(await bench.me(browser)).toHaveProperty("steppedUpUntil");
    expect(browser.cookies.get(sessionName())).not.toBe(before);
    const old = await bench.gateway.call("/api/v1/console/me", {
      headers: { cookie: `cpis-console=${before ?? ""}` },
    });
    expect(old.status).toBe(401);
    expect(await bench.lastAudit("stepped-up")).toMatchObject({ actor: { id: "999800030001" } });
    bench.offset = 300_001;
    expect(await bench.me(browser)).not.toHaveProperty("steppedUpUntil");
  });

  test("does not prolong the day", async () => {
    const { browser } = await bench.signIn("ines-marlowe");
    const { endsAt } = await bench.me(browser);
    await bench.signIn("ines-marlowe", browser, "/console/step-up");
    expect((await bench.me(browser))["endsAt"]).toBe(endsAt);
  });

  test("of another person allows nothing, and leaves the session as it was", async () => {
    const { browser } = await bench.signIn("ines-marlowe");
    const { answer } = await bench.signIn("tomas-reddick", browser, "/console/step-up");
    expect(await codeIn(answer)).toBe("403 CPIS_SIGN_IN_OTHER_PERSON");
    expect(await bench.me(browser)).toMatchObject({ name: "Ines Marlowe" });
    expect(await bench.me(browser)).not.toHaveProperty("steppedUpUntil");
  });

  test("that the provider did not ask for in truth is refused", async () => {
    const { browser } = await bench.signIn("ines-marlowe");
    bench.provider.fault = "old-sign-in";
    const { answer } = await bench.signIn("ines-marlowe", browser, "/console/step-up");
    expect(await codeIn(answer)).toBe("403 CPIS_SIGN_IN_REJECTED");
  });

  test("needs a session", async () => {
    expect(await codeIn(await bench.gateway.call("/console/step-up"))).toBe("401 CPIS_SESSION_MISSING");
  });
});

describe("signing out", () => {
  test("ends the session at once, and is audited", async () => {
    const { browser } = await bench.signIn("ines-marlowe");
    const cookie = browser.cookies.get(sessionName()) ?? "";
    const { csrfToken } = await bench.me(browser);
    const headers = {
      origin: bench.at(""),
      "x-cpis-csrf": String(csrfToken),
      cookie: `cpis-console=${cookie}`,
    };
    const answer = await bench.gateway.call("/console/sign-out", { method: "POST", headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.getSetCookie().join()).toContain("cpis-console=; Max-Age=0");
    expect((await browser.get(bench.at("/api/v1/console/me"))).status).toBe(401);
    expect(await bench.lastAudit("signed-out")).toMatchObject({ actor: { id: "999800030001" } });
  });

  test("is nothing that another page can do to somebody", async () => {
    const { changing } = bench.gateway.sessions.open("auditor");
    const headers = { ...changing, origin: "https://evil.example" };
    const answer = await bench.gateway.call("/console/sign-out", { method: "POST", headers });
    expect(await codeIn(answer)).toBe("403 CPIS_REQUEST_FORGED");
  });
});

test("one address does not begin sign-ins without end", async () => {
  const statuses: number[] = [];
  for (let turn = 0; turn < 310; turn += 1)
    statuses.push((await bench.gateway.call("/console/callback?state=x")).status);
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.filter((status) => status === 429).length).toBeLessThan(310);
});

test("a provider that is down keeps no gateway from starting, and says so to whoever signs in (H-04)", async () => {
  const issuer = `http://127.0.0.1:${String(await freePort())}`;
  const { gateway } = await startSignInGateway(bench.provider, { issuer }, bench);
  try {
    expect((await gateway.call("/health/live")).status).toBe(200);
    expect(await codeIn(await gateway.call("/console/sign-in"))).toBe("503 CPIS_SIGN_IN_UNAVAILABLE");
  } finally {
    await gateway.stop();
  }
});

test("a gateway proves itself with a private key where that is agreed", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(publicKey)), kid: "gateway-1", alg: "RS512" };
  const strict = await createOpenIdProvider({ proof: { kind: "private-key", jwks: { keys: [jwk] } } });
  const { issuer } = await strict.start();
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const credential = { kind: "private-key", key, keyId: "gateway-1", algorithm: "RS512" } as const;
  const { gateway, origin } = await startSignInGateway(strict, { issuer, credential }, bench);
  try {
    const browser = createSignInBrowser();
    const begun = await browser.get(`${origin}/console/sign-in`);
    const answer = await browser.get(await choosePerson(browser, locationOf(begun), "ines-marlowe"));
    expect(locationOf(answer)).toBe(`${origin}/console`);
  } finally {
    await gateway.stop();
    await strict.stop();
  }
});
