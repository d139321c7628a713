import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createJwtVerifier } from "../../../src/gateway/identity/jwt-verifier.js";
import { createKeySources } from "../../../src/gateway/identity/key-source.js";

const issuer = "https://epr.example.test";
const audience = "cpis-gateway";

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function newKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256" } };
}

let server: Server;
let url: string;
let offset: number;
let asked: number;
let answer: { status: number; body: string; location?: string } | "silence";
const alarms: string[] = [];

beforeEach(async () => {
  [offset, asked] = [0, 0];
  alarms.length = 0;
  server = createServer((_request, response) => {
    asked += 1;
    if (answer === "silence") {
      response.destroy();
      return;
    }
    const { status, body, location } = answer;
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`;
});
afterEach(() => new Promise((done) => server.close(done)));

const publish = (...keys: readonly SigningKey[]): void => {
  answer = { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) };
};

function verifier() {
  const clock = { now: () => Date.now() + offset };
  const telemetry = {
    alarm: (name: string) => void alarms.push(name),
    alarmOver: (name: string) => void alarms.push(`${name} over`),
  };
  const sources = createKeySources({ clock, telemetry });
  const plan = { issuer, audience, clockToleranceSeconds: 0 };
  return createJwtVerifier(plan, clock, sources({ keys: [], url }));
}

async function token({ privateKey, kid }: SigningKey): Promise<string> {
  const jwt = new SignJWT({ sdsUserId: "999900000101" }).setProtectedHeader({ alg: "ES256", kid });
  const now = Math.floor((Date.now() + offset) / 1000);
  const signed = await jwt
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(now + 3600)
    .sign(privateKey);
  return `Bearer ${signed}`;
}

describe("trusted keys at an address", () => {
  test("are fetched when the first token comes, once for all that come together", async () => {
    const key = await newKey("a");
    publish(key);
    const keys = verifier();
    expect(asked).toBe(0);
    const tokens = await Promise.all([1, 2, 3].map(() => token(key)));
    const callers = await Promise.all(tokens.map((each) => keys.verify(each)));
    expect(callers.map(({ owner }) => owner)).toEqual(Array(3).fill("person:999900000101"));
    expect(asked).toBe(1);
  });

  test("are fetched again for a token of a key that is new", async () => {
    const [old, fresh] = [await newKey("a"), await newKey("b")];
    publish(old);
    const keys = verifier();
    await keys.verify(await token(old));
    publish(old, fresh);
    offset = 31_000;
    await expect(keys.verify(await token(fresh))).resolves.toMatchObject({ kind: "person" });
    expect(asked).toBe(2);
  });

  test("are not fetched for every token with a key that nobody knows", async () => {
    const [known, unknown] = [await newKey("a"), await newKey("z")];
    publish(known);
    const keys = verifier();
    await keys.verify(await token(known));
    for (let turn = 0; turn < 5; turn += 1)
      await expect(keys.verify(await token(unknown))).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
    expect(asked).toBe(1);
  });

  test("that their owner took away are not believed in a token that was checked before, whoever else asks or not", async () => {
    const [old, fresh] = [await newKey("a"), await newKey("b")];
    publish(old);
    const keys = verifier();
    const before = await token(old);
    await keys.verify(before);
    publish(fresh);
    offset = 599_000;
    await expect(keys.verify(before)).resolves.toMatchObject({ kind: "person" });
    offset = 601_000;
    await expect(keys.verify(before)).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
  });

  test("that their owner took away are not believed for longer than ten minutes, nor are tokens that were checked before", async () => {
    const [old, fresh] = [await newKey("a"), await newKey("b")];
    publish(old);
    const keys = verifier();
    const before = await token(old);
    await keys.verify(before);
    publish(fresh);
    offset = 600_001;
    await keys.verify(await token(fresh));
    await expect(keys.verify(before)).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
  });

  test.each([
    ["does not answer", "silence" as const],
    ["answers an error", { status: 503, body: "{}" }],
    ["answers no JSON", { status: 200, body: "<html>" }],
    ["answers no keys", { status: 200, body: '{"keys":[]}' }],
    ["answers private keys", { status: 200, body: '{"keys":[{"kty":"EC","kid":"a","d":"AAAA"}]}' }],
    ["sends elsewhere", { status: 302, body: "", location: "http://127.0.0.1:9/" }],
  ])("are kept, with an alarm, while their address %s (H-04)", async (_what, fault) => {
    const key = await newKey("a");
    publish(key);
    const keys = verifier();
    await keys.verify(await token(key));
    answer = fault;
    offset = 600_001;
    await expect(keys.verify(await token(key))).resolves.toMatchObject({ kind: "person" });
    expect(alarms).toEqual(["token-keys-unreachable over", "token-keys-unreachable"]);
    publish(key);
    offset = 640_000;
    await keys.verify(await token(key));
    expect(alarms.at(-1)).toBe("token-keys-unreachable over");
  });

  test("that never came are no fault of the token: it is said that none can be checked", async () => {
    answer = "silence";
    const keys = verifier();
    const key = await newKey("a");
    await expect(keys.verify(await token(key))).rejects.toMatchObject({
      code: "CPIS_TOKEN_KEYS_UNAVAILABLE",
    });
  });
});
