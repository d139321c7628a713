import type { AccessMode } from "../../domain/access-mode.js";
import type { Environment } from "../../domain/environment.js";
import type { YamlValue } from "./commented-yaml.js";
import { known, secretsFolder } from "./known-value.js";
import { simulatorConsole } from "./new-console.js";
import { newCouncil } from "./new-council.js";

/** One location as `cpis init` was told of it. */
export interface NewLocation {
  readonly id: string;
  readonly name: string;
  readonly accessMode: AccessMode;
}

/** What `cpis init` was told. */
export interface NewSite {
  readonly kind: "hospital" | "council";
  readonly environment: Environment;
  readonly locations: readonly NewLocation[];
}

/** The settings of a new site: complete for the simulator, and elsewhere with the places that only its administrator can fill. */
export function newSite(site: NewSite): Readonly<Record<string, YamlValue>> {
  const { kind, environment } = site;
  return kind === "council" ? newCouncil(environment) : newHospital(site);
}

function newHospital({ environment, locations }: NewSite): Readonly<Record<string, YamlValue>> {
  const simulator = environment === "simulator";
  const papers = { dataSharingAgreement: { toFill: "DSA-…" }, dpia: { toFill: "DPIA-…" } };
  return {
    environment,
    locations: locations.map(({ id, name, accessMode }) => ({
      id,
      name,
      accessMode,
      ...(simulator ? {} : { enabled: false, ...papers }),
    })),
    identity: hospitalIdentity(environment),
    spine: spine(environment, locations),
    http: { port: 8460, allowedOrigins: simulator ? ["http://127.0.0.1:8450"] : [] },
    ...(simulator ? { console: simulatorConsole } : {}),
    contacts: known(environment, { safeguardingTelephone: "01632 960555" }, "{ safeguardingTelephone: … }"),
    // Last stands what no site can be without: a file that broke off anywhere is refused.
    store: { file: "gateway.sqlite", sealingKey: { file: `${secretsFolder(environment)}/sealing.key` } },
  };
}

function hospitalIdentity(environment: Environment): YamlValue {
  const person = {
    given: known(environment, "Ruth", "the given name"),
    family: known(environment, "Abara", "the family name"),
    jobRoleCode: known(environment, "R8001", "R…"),
    jobRoleName: known(environment, "Named nurse for safeguarding children", "the job role in words"),
  };
  const organisation = {
    odsCode: known(environment, "ZZ9A1", "your ODS code"),
    name: known(environment, "Northgate General Hospital", "your organisation's name"),
  };
  return {
    issuer: known(environment, "https://identity.northgate.example", "https://…"),
    audience: "cpis-gateway",
    trustedKeys: { file: `${secretsFolder(environment)}/token-keys.json` },
    ...(environment === "simulator"
      ? { organisation, nominatedPerson: person }
      : { organisation: filled(organisation), nominatedPerson: filled(person) }),
  };
}

// A group of which nothing is known yet stays a comment, so that its absence is one fault with one remedy.
function filled(group: Readonly<Record<string, YamlValue>>): YamlValue {
  return { toFill: `{ ${Object.keys(group).join(": …, ")}: … }` };
}

function spine(environment: Environment, locations: readonly NewLocation[]): YamlValue {
  const simulator = environment === "simulator";
  const at = (name: string): YamlValue => ({ file: `${secretsFolder(environment)}/${name}` });
  const planned = locations.some(({ accessMode }) => accessMode === "scheduled");
  return {
    endpoint: known(environment, "https://127.0.0.1:8443/reliablemessaging/queryrequest", "https://…"),
    ...(simulator ? { serverName: "spine.simulator" } : {}),
    contract: simulator
      ? { pattern: "express", cpaId: "S9999A999001" }
      : { toFill: "{ pattern: express, cpaId: … }" },
    ownPartyKey: known(environment, "ZZ9-999001", "RTX-…"),
    spinePartyKey: known(environment, "YES-0000999", "YES-…"),
    ownAsid: known(environment, "999900000001", '"…", in quotes: 12 digits'),
    spineAsid: known(environment, "999900000002", '"…", in quotes: 12 digits'),
    tls: { key: at("gateway.key"), certificate: at("gateway.pem"), authorities: at("authority.pem") },
    listener: {
      host: simulator ? "127.0.0.1" : { toFill: "the address of this machine" },
      port: 8444,
      allowedSubjects: known(environment, ["spine.simulator"], "[…]"),
    },
    ...(simulator || !planned ? {} : { silentReadForm: "refuse" }),
    ...(simulator ? {} : { noRecordCodes: { toFill: "[{ code: …, codeSystem: … }], or [] to accept none" } }),
  };
}
