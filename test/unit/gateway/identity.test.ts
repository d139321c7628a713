import { generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { createJwtVerifier } from "../../../src/gateway/identity/jwt-verifier.js";
import { fixedKeys } from "../../../src/gateway/identity/key-source.js";
import type { TokenVerifier } from "../../../src/gateway/identity/caller.js";
import { createTokenMint, type TokenMint } from "../../support/gateway-plan.js";

let mint: TokenMint;
let verifier: TokenVerifier;
let nowMs = Date.now();

const plan = { audience: "cpis-gateway", issuer: "https://epr.northgate.example", clockToleranceSeconds: 0 };

beforeAll(async () => {
  mint = await createTokenMint();
  verifier = createJwtVerifier(plan, { now: () => nowMs }, fixedKeys(mint.jwks.keys));
});

const verify = (token: string) => verifier.verify(`Bearer ${token}`);

describe("a token", () => {
  it("identifies a person by its documented claims", async () => {
    expect(await verify(await mint.token())).toMatchObject({
      kind: "person",
      owner: "person:999900000101",
      activityCodes: ["B0107", "B0170"],
      organisationOdsCode: "ZZ9A1",
      person: { sdsRoleProfileId: "999900000102", familyName: "O’Rell" },
      actor: { kind: "person", id: "999900000101" },
    });
  });

  it("may say where the person sits, for the audit", async () => {
    expect((await verify(await mint.token({ workstation: "ED-07" }))).actor.workstation).toBe("ED-07");
    expect((await verify(await mint.token({ workstation: 7 }))).actor).not.toHaveProperty("workstation");
  });

  it("identifies a system that acts without a smartcard user", async () => {
    const token = await mint.token({
      callerKind: "system",
      sub: "registration",
      sdsUserId: undefined,
      sdsRoleProfileId: undefined,
    });
    const caller = await verify(token);
    expect(caller).toMatchObject({ kind: "system", owner: "system:registration", actor: { kind: "system" } });
    expect(caller.person).toBeUndefined();
  });

  it.each([
    "sdsUserId",
    "sdsRoleProfileId",
    "jobRoleCode",
    "jobRoleName",
    "orgOds",
    "orgName",
    "givenName",
    "familyName",
  ])("without %s names nobody as an author, and is still a token", async (claim) => {
    expect((await verify(await mint.token({ [claim]: undefined }))).person).toBeUndefined();
    expect((await verify(await mint.token({ [claim]: "  " }))).person).toBeUndefined();
  });

  it("without activities says so, instead of having none", async () => {
    expect(await verify(await mint.token({ activityCodes: undefined }))).not.toHaveProperty("activityCodes");
    expect((await verify(await mint.token({ activityCodes: [] }))).activityCodes).toEqual([]);
  });

  it("is refused when it is for another audience, from another issuer, or expired", async () => {
    const rejected = { code: "CPIS_TOKEN_REJECTED" };
    await expect(verify(await mint.token({}, { audience: "elsewhere" }))).rejects.toMatchObject(rejected);
    await expect(verify(await mint.token({}, { issuer: "elsewhere" }))).rejects.toMatchObject(rejected);
    await expect(verify(await mint.token({}, { expiresIn: -1 }))).rejects.toMatchObject(rejected);
  });

  it("is refused once it expires, although it was accepted before", async () => {
    const token = await mint.token({}, { expiresIn: 60 });
    await verify(token);
    nowMs += 61_000;
    await expect(verify(token)).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
    nowMs = Date.now();
  });

  it("is refused when a single character of it differs", async () => {
    const token = await mint.token();
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const other = payload.startsWith("e") ? `f${payload.slice(1)}` : `e${payload.slice(1)}`;
    await expect(verify(`${header}.${other}.${signature}`)).rejects.toMatchObject({
      code: "CPIS_TOKEN_REJECTED",
    });
  });

  it("is refused when it is signed with another key, with a shared secret, or not at all", async () => {
    const claims = { sub: "x" };
    const sign = (algorithm: string, key: Parameters<SignJWT["sign"]>[0]) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: "test" })
        .setIssuer(plan.issuer)
        .setAudience(plan.audience)
        .setExpirationTime("5m")
        .sign(key);
    const { privateKey } = await generateKeyPair("ES256");
    const rejected = { code: "CPIS_TOKEN_REJECTED" };
    await expect(verify(await sign("ES256", privateKey))).rejects.toMatchObject(rejected);
    await expect(verify(await sign("HS256", Buffer.alloc(32, 1)))).rejects.toMatchObject(rejected);
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.`;
    await expect(verify(none)).rejects.toMatchObject(rejected);
  });

  it("that is missing is told apart from one that is refused", async () => {
    await expect(verifier.verify(undefined)).rejects.toMatchObject({ code: "CPIS_TOKEN_MISSING" });
    await expect(verifier.verify("Basic abc")).rejects.toMatchObject({ code: "CPIS_TOKEN_REJECTED" });
  });

  it("that names nobody owns only what was opened with that very token", async () => {
    const nobody = { sub: undefined, sdsUserId: undefined };
    const [one, other] = [
      await verify(await mint.token({ ...nobody, jti: "1" })),
      await verify(await mint.token({ ...nobody, jti: "2" })),
    ];
    expect(one.actor.kind).toBe("unidentified");
    expect(one.owner).not.toBe(other.owner);
  });
});
