import type { JWTPayload } from "jose";
import type { AuditActor } from "../../ports/audit.js";
import { present } from "../store/store-context.js";
import type { Caller, PersonIdentity } from "./caller.js";

/**
 * What a verified token says about its bearer.
 *
 * A person's token carries `sdsUserId`, `sdsRoleProfileId`, `jobRoleCode`, `jobRoleName`, `activityCodes` (a list),
 * `orgOds`, `orgName`, `givenName` and `familyName`. A token for software that acts without a smartcard user carries
 * `callerKind: "system"`, `sub`, `orgOds` and `activityCodes`; its queries name the configured nominated person.
 * `workstation` is where the person sits, for the audit; nothing is decided by it.
 * Claims that are missing are not a fault of the token: the lookup is `not-checked: user-not-identified`.
 */
export function readClaims(claims: JWTPayload, tokenHash: string): Caller {
  const system = claims["callerKind"] === "system";
  const activityCodes = textList(claims["activityCodes"]);
  const person = system ? undefined : readPerson(claims);
  return {
    kind: system ? "system" : "person",
    owner: ownerOf(claims, system, tokenHash),
    expiresAt: (claims.exp ?? 0) * 1000,
    actor: actorOf(claims, system, tokenHash),
    ...present<Pick<Caller, "activityCodes" | "jobRoleCode" | "organisationOdsCode" | "person">>({
      activityCodes,
      jobRoleCode: text(claims["jobRoleCode"]),
      organisationOdsCode: text(claims["orgOds"]),
      person,
    }),
  };
}

function readPerson(claims: JWTPayload): PersonIdentity | undefined {
  const fields = {
    sdsUserId: text(claims["sdsUserId"]),
    sdsRoleProfileId: text(claims["sdsRoleProfileId"]),
    jobRoleCode: text(claims["jobRoleCode"]),
    jobRoleName: text(claims["jobRoleName"]),
    orgOds: text(claims["orgOds"]),
    orgName: text(claims["orgName"]),
    givenName: text(claims["givenName"]),
    familyName: text(claims["familyName"]),
  };
  return isComplete(fields) ? fields : undefined;
}

function isComplete(fields: {
  readonly [K in keyof PersonIdentity]: string | undefined;
}): fields is PersonIdentity {
  return Object.values(fields).every((value) => value !== undefined);
}

function ownerOf(claims: JWTPayload, system: boolean, tokenHash: string): string {
  const userId = text(claims["sdsUserId"]);
  if (!system && userId !== undefined) return `person:${userId}`;
  const subject = text(claims.sub);
  // A token that names nobody owns only what was opened with that very token.
  return subject === undefined ? `token:${tokenHash}` : `${system ? "system" : "subject"}:${subject}`;
}

function actorOf(claims: JWTPayload, system: boolean, tokenHash: string): AuditActor {
  const userId = text(claims["sdsUserId"]);
  const identified = system ? text(claims.sub) !== undefined : userId !== undefined;
  const name = [text(claims["givenName"]), text(claims["familyName"])].filter(Boolean).join(" ");
  return {
    kind: !identified ? "unidentified" : system ? "system" : "person",
    id: (system ? undefined : userId) ?? text(claims.sub) ?? `token:${tokenHash}`,
    ...present<Omit<AuditActor, "kind" | "id">>({
      name: name === "" ? undefined : name,
      roleProfileId: text(claims["sdsRoleProfileId"]),
      jobRoleCode: text(claims["jobRoleCode"]),
      organisationOdsCode: text(claims["orgOds"]),
      workstation: text(claims["workstation"]),
    }),
  };
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 256) return undefined;
  const trimmed = value.trim();
  return trimmed === "" ? undefined : trimmed;
}

function textList(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === "string");
}
