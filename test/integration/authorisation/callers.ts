import { createTokenMint, nurse } from "../../support/gateway-plan.js";
import { consoleRoles, type ConsoleRole } from "../../../src/domain/console-role.js";
import { openRequest } from "../gateway/support.js";
import type { GuardedOperation } from "./operations.js";
import { pageProof, type LookupPlace, type Proof } from "./requests.js";
import type { WholeSite } from "./site.js";

/** Somebody who calls, in words for the test's name. */
export interface TestCaller {
  readonly who: string;
  readonly proof: Proof;
  readonly place?: LookupPlace;
}

const bearer = (token: string): Proof => ({ authorization: `Bearer ${token}` });

/** Nobody, or somebody who proves nothing, at a route that wants a token. */
export async function strangers(site: WholeSite): Promise<readonly TestCaller[]> {
  const { mint } = site;
  const good = await mint.token();
  const [head = "", payload = "", signature = ""] = good.split(".");
  const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  const turned = signature.startsWith("A") ? "B" : "A";
  const foreign = await createTokenMint();
  const signedIn = site.signIn(consoleRoles, true);
  return [
    { who: "nobody", proof: {} },
    { who: "an empty token", proof: { authorization: "" } },
    { who: "a token that is none", proof: bearer("token") },
    { who: "a token of another scheme", proof: { authorization: `Basic ${good}` } },
    { who: "an unsigned token", proof: bearer(`${none}.${payload}.`) },
    { who: "a token that calls itself unsigned", proof: bearer(`${none}.${payload}.${signature}`) },
    {
      who: "a token with another signature",
      proof: bearer(`${head}.${payload}.${turned}${signature.slice(1)}`),
    },
    { who: "a token of an unknown key", proof: bearer(await foreign.token()) },
    { who: "an expired token", proof: bearer(await mint.token({}, { expiresIn: -60 })) },
    { who: "a token for another audience", proof: bearer(await mint.token({}, { audience: "elsewhere" })) },
    {
      who: "a token of another issuer",
      proof: bearer(await mint.token({}, { issuer: "https://elsewhere.example" })),
    },
    { who: "a session of the console", proof: pageProof(signedIn) },
  ];
}

/** Nobody, or somebody who proves nothing, at a route that wants a session. */
export async function unsigned(site: WholeSite): Promise<readonly TestCaller[]> {
  const ended = site.signIn(consoleRoles, true);
  site.endSession(ended.session.id);
  const good = pageProof(site.signIn(consoleRoles, true));
  const cookie = good["cookie"] ?? "";
  const withoutCookie = Object.fromEntries(Object.entries(good).filter(([name]) => name !== "cookie"));
  return [
    { who: "nobody", proof: withoutCookie },
    { who: "a session that never was", proof: { ...good, cookie: "__Host-cpis-console=never" } },
    { who: "a session that has ended", proof: pageProof(ended) },
    { who: "two sessions at once", proof: { ...good, cookie: `${cookie}; ${cookie}` } },
    { who: "a cookie without its prefix", proof: { ...good, cookie: cookie.replace("__Host-", "") } },
    { who: "the session's public id", proof: { ...good, cookie: `__Host-cpis-console=${ended.session.id}` } },
    { who: "a token of a page", proof: { ...withoutCookie, ...bearer(await site.mint.token()) } },
  ];
}

/** Everybody whom an operation must refuse, though they have proved who they are. */
export async function unpermitted(
  site: WholeSite,
  operation: GuardedOperation,
): Promise<readonly TestCaller[]> {
  if (operation.scheme === "consoleSession") return consoleUnpermitted(site, operation);
  return operation.roles === undefined
    ? activityUnpermitted(site, operation)
    : councilUnpermitted(site, operation.roles);
}

/** One caller of every kind that an operation lets in. */
export async function permitted(
  site: WholeSite,
  operation: GuardedOperation,
): Promise<readonly TestCaller[]> {
  if (operation.scheme === "consoleSession") {
    return (operation.roles ?? []).map((role) => ({
      who: `one who is ${role}`,
      proof: pageProof(site.signIn([role as ConsoleRole], operation.stepUp)),
    }));
  }
  const { roles } = operation;
  if (roles === undefined) return activityPermitted(site, operation);
  return Promise.all(
    roles.map(async (role) => ({
      who: `one who is ${role}`,
      proof: await councilProof(site, codeOf(site, role)),
    })),
  );
}

function consoleUnpermitted(
  site: WholeSite,
  { roles = [], stepUp }: GuardedOperation,
): readonly TestCaller[] {
  const others = consoleRoles.filter((role) => !roles.includes(role));
  const sets = [[], ...others.map((role) => [role]), ...(others.length > 1 ? [others] : [])];
  return sets.map((set) => ({
    who: set.length === 0 ? "one without a role" : `one who is only ${set.join(", ")}`,
    proof: pageProof(site.signIn(set, stepUp)),
  }));
}

async function councilUnpermitted(site: WholeSite, roles: readonly string[]): Promise<readonly TestCaller[]> {
  const held = councilRoles(site).filter(([role]) => !roles.includes(role));
  const [role = ""] = roles;
  const code = codeOf(site, role);
  return [
    ...(await Promise.all(
      held.map(async ([other, theirs]) => ({
        who: `one who is ${other}`,
        proof: await councilProof(site, theirs),
      })),
    )),
    { who: "one of no known role", proof: await councilProof(site, "R9999") },
    { who: "one without a role", proof: await councilProof(site, undefined) },
    { who: "one of another council", proof: await councilProof(site, code, { orgOds: "ZZL99" }) },
    {
      who: "one whom the token does not name",
      proof: await councilProof(site, code, { sdsUserId: undefined }),
    },
    { who: "a nurse of the hospital", proof: bearer(await site.mint.token()) },
  ];
}

const councilProof = async (
  { mint, plan }: WholeSite,
  jobRoleCode: string | undefined,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Proof> =>
  bearer(
    await mint.token({ orgOds: plan.council?.authority.odsCode, jobRoleCode, activityCodes: [], ...changes }),
  );

/** The roles of a council as the document names them, each with a job role code of the configuration. */
function councilRoles({ plan }: WholeSite): readonly (readonly [role: string, code: string])[] {
  const roles: Readonly<Record<string, readonly string[]>> = { ...plan.council?.roles };
  return Object.entries(roles).map(([name, codes]) => [
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    codes[0] ?? "",
  ]);
}

function codeOf(site: WholeSite, role: string): string {
  const [, code] = councilRoles(site).find(([name]) => name === role) ?? [];
  if (code === undefined || code === "") throw new Error(`The council has no code for ${role}.`);
  return code;
}

async function activityUnpermitted(
  site: WholeSite,
  operation: GuardedOperation,
): Promise<readonly TestCaller[]> {
  const callers = await Promise.all(
    placesOf(site, operation).map(async ({ locationId, accessMode, needed, others }) => {
      const place = await lookupAt(site, locationId);
      const sets = [[], others, [...others, "B9999"]];
      return Promise.all(
        sets.map(async (activityCodes) => ({
          who: `one with [${activityCodes.join(", ")}] where the ${accessMode} check needs ${needed}`,
          proof: bearer(await site.mint.token({ activityCodes })),
          place,
        })),
      );
    }),
  );
  return callers.flat();
}

async function activityPermitted(
  site: WholeSite,
  operation: GuardedOperation,
): Promise<readonly TestCaller[]> {
  const places = placesOf(site, operation);
  if (places.length === 0) {
    return [{ who: "whoever has a token", proof: bearer(await site.mint.token({ activityCodes: [] })) }];
  }
  return Promise.all(
    places.map(async ({ locationId, accessMode, needed }) => ({
      who: `one with ${needed} at a location of ${accessMode} checks`,
      proof: bearer(await site.mint.token({ activityCodes: [needed] })),
      place: await lookupAt(site, locationId),
    })),
  );
}

/** A location of each access mode that an operation names, with the code it needs and all the others. */
function placesOf({ plan }: WholeSite, { activities = {} }: GuardedOperation) {
  const codes: Readonly<Record<string, unknown>> = { ...plan.identity };
  const all = [plan.identity.unscheduledActivity, plan.identity.scheduledActivity];
  return Object.entries(activities).map(([accessMode, setting]) => {
    const location = plan.locations.find((each) => each.enabled && each.accessMode === accessMode);
    const needed = codes[setting];
    if (location === undefined || typeof needed !== "string")
      throw new Error(`No place for ${accessMode} checks.`);
    return { locationId: location.id, accessMode, needed, others: all.filter((code) => code !== needed) };
  });
}

/** A lookup of the same person, opened while they were permitted. */
async function lookupAt(site: WholeSite, locationId: string): Promise<LookupPlace> {
  const request = openRequest({ locationId });
  const token = await site.mint.token({ activityCodes: nurse.activityCodes });
  const response = await fetch(new URL("/api/v1/lookups", site.apiUrl), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`No lookup could be opened: ${String(response.status)}.`);
  return { locationId, lookupId: request.lookupId };
}
