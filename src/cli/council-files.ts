import { randomBytes } from "node:crypto";
import { dirname, join, relative, resolve } from "node:path";
import type { Simulator } from "../simulator/simulator.js";
import { councilConfig, type CouncilConfigParts } from "./council-config.js";
import { councilTokenPlace } from "./demo/council-site.js";
import { createTokenMint, type TokenUser } from "./user-token.js";
import { writeOwnerOnly } from "./write-owner-only.js";

/** The port that examples/config/council.json serves pages at; a hospital's gateway on the same machine has another. */
const councilApiPort = 8461;

const users: Readonly<Record<string, TokenUser>> = {
  "social-worker.token": user(1, "Sam", "Worker", "SIM-SW", "Social worker"),
  "emergency-duty-team.token": user(5, "Eve", "Duty", "SIM-ED", "Emergency duty team"),
  "data-officer.token": user(2, "Dee", "Officer", "SIM-DO", "Data officer"),
  // A take-over and a deletion need two people.
  "second-data-officer.token": user(4, "Ada", "Officer", "SIM-DO", "Data officer"),
  "case-system.token": user(3, "Case", "System", "SIM-CS", "Case system"),
};

/**
 * Writes what a gateway of each council of the seed needs, into a folder of its own by ODS code: the mailbox's certificate, key,
 * password and shared key, a sealing key, the key that signs user tokens, and a token for each role.
 */
export async function writeCouncilFiles(simulator: Simulator, folder: string): Promise<void> {
  for (const { authority, password, identity } of simulator.mesh.mailboxes) {
    const { odsCode, name } = authority;
    const mint = await createTokenMint({ ...councilTokenPlace, organisation: { odsCode, name } }, "12h");
    const tokens: [string, string][] = [];
    for (const [file, who] of Object.entries(users)) tokens.push([file, await mint.mint(who)]);
    await writeOwnerOnly(join(folder, odsCode), {
      "authority.pem": simulator.authorityPem,
      "mesh.key": identity.key,
      "mesh.pem": identity.certificate,
      "mesh.password": password,
      "mesh-shared.key": simulator.mesh.sharedKey,
      "sealing.key": randomBytes(32).toString("base64"),
      "token-keys.json": JSON.stringify(mint.trustedKeys, null, 2),
      ...Object.fromEntries(tokens),
    });
  }
}

/** Writes the configuration of one council of the seed (the first, where none is named), ready for `cpis serve`. */
export async function writeCouncilConfig(
  simulator: Simulator,
  folder: string,
  file: string,
  odsCode?: string,
): Promise<void> {
  const plan = simulator.councilPlan(odsCode);
  const from = dirname(resolve(file));
  const files = relative(from, resolve(folder, plan.authority.odsCode));
  const content = JSON.stringify(councilConfig(plan, fileParts(files)), null, 2);
  await writeOwnerOnly(from, { [relative(from, resolve(file))]: content });
}

/** The parts of a written configuration whose secrets lie in a folder, as `writeCouncilFiles` names them. */
export function fileParts(folder: string): CouncilConfigParts {
  const at = (name: string): { readonly file: string } => ({ file: `${folder}/${name}` });
  const { issuer, audience } = councilTokenPlace;
  return {
    issuer,
    audience,
    trustedKeys: at("token-keys.json"),
    tls: { key: at("mesh.key"), certificate: at("mesh.pem"), authorities: at("authority.pem") },
    password: at("mesh.password"),
    sharedKey: at("mesh-shared.key"),
    store: { file: `${folder}/gateway.sqlite`, sealingKey: at("sealing.key") },
    http: { port: councilApiPort, allowedOrigins: ["http://127.0.0.1:8450"] },
  };
}

function user(
  number: number,
  givenName: string,
  familyName: string,
  jobRoleCode: string,
  jobRoleName: string,
): TokenUser {
  const digits = String(number).padStart(3, "0");
  return {
    id: `${givenName}-${familyName}`.toLowerCase(),
    sdsUserId: `999700003${digits}`,
    sdsRoleProfileId: `999700004${digits}`,
    jobRoleCode,
    jobRoleName,
    activityCodes: [],
    givenName,
    familyName,
  };
}
