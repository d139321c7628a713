import { loadConfigFile } from "../../config/load-config.js";
import { servesHospital, type HospitalPlan } from "../../config/plan.js";
import { createGateway } from "../../gateway/create-gateway.js";
import { letTakeEffect } from "../config/let-take-effect.js";
import { demoDoctor } from "../demo/demo-users.js";
import { edLocationId } from "../demo/demo-config.js";
import { UsageFault } from "../exit-code.js";
import { readJsonFile } from "../read-json-file.js";
import { startSimulatedSite } from "../simulated-site.js";
import type { Terminal } from "../terminal.js";
import { createTokenMint } from "../user-token.js";
import type { LookupSite } from "./ask-gateway.js";
import type { LookupOptions } from "./lookup-options.js";
import { missingOutsideSimulator, readToken } from "./lookup-rules.js";
import { openRunningGateway } from "./running-gateway.js";

/**
 * Decides which gateway a lookup asks, and gives back how to start it.
 *
 * Everything that makes a call wrong is found before anything starts. Throws `UsageFault`.
 */
export function openLookupSite(
  argument: string | undefined,
  options: LookupOptions,
  terminal: Terminal,
): () => Promise<LookupSite> {
  if (options.birthDate !== undefined && !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(options.birthDate)) {
    throw new UsageFault("--birth-date must be written as 2018-02-03.");
  }
  if (options.gateway !== undefined) {
    if (options.config !== undefined || options.seed !== undefined) {
      throw new UsageFault("--gateway asks a gateway that runs already: leave --config and --seed out.");
    }
    return openRunningGateway(argument, options, terminal);
  }
  if (options.config === undefined) return () => openSimulatedSite(options, terminal);
  if (options.seed !== undefined) throw new UsageFault("--seed and --config cannot be used together.");
  const file = options.config;
  const loaded = loadConfigFile(file, terminal.variables, terminal.now());
  const { plan } = loaded;
  if (!servesHospital(plan))
    throw new UsageFault("That configuration serves no hospital: nobody there asks.");
  if (plan.environment === "simulator") return () => openSimulatorGateway(plan, options, terminal);
  const missing = missingOutsideSimulator(argument, options, terminal);
  if (missing !== undefined) throw new UsageFault(`${plan.environment}: ${missing}`);
  return async () => {
    const token = readToken(options, terminal);
    await letTakeEffect(file, loaded, terminal.now());
    return startGateway(plan, options.location ?? "", token);
  };
}

async function openSimulatedSite(options: LookupOptions, terminal: Terminal): Promise<LookupSite> {
  const seed = options.seed === undefined ? undefined : readJsonFile(options.seed);
  const locationId = options.location ?? edLocationId;
  terminal.note(
    `No configuration: simulator and gateway started in this process; asking from location ${locationId} of the ` +
      "demonstration. Everybody there is made up.",
  );
  const site = await startSimulatedSite({ seed });
  return {
    apiUrl: site.apiUrl,
    token: await site.mint.mint(demoDoctor),
    locationId,
    stop: () => site.stop(),
  };
}

// With the simulator nobody is told anything, so the program may vouch for a user of its own.
async function openSimulatorGateway(
  plan: HospitalPlan,
  options: LookupOptions,
  terminal: Terminal,
): Promise<LookupSite> {
  const locationId = options.location ?? plan.locations[0]?.id ?? "";
  const own = options.tokenFile ?? terminal.variables["CPIS_USER_TOKEN"];
  if (own !== undefined) return startGateway(plan, locationId, readToken(options, terminal));
  const { issuer, audience, organisation, trustedKeys } = plan.identity;
  const mint = await createTokenMint({ issuer, audience, organisation });
  const keys = [...trustedKeys.keys, ...mint.trustedKeys.keys];
  terminal.note(`Asking from location ${locationId} as the demonstration's doctor.`);
  const identity = { ...plan.identity, trustedKeys: { keys } };
  return startGateway({ ...plan, identity }, locationId, await mint.mint(demoDoctor));
}

async function startGateway(plan: HospitalPlan, locationId: string, token: string): Promise<LookupSite> {
  // Nobody but this process is to reach the API of a gateway that lives for one question, and its log would stand
  // between the answer and the program that reads it; the audit is written as ever.
  const http = { host: "127.0.0.1", port: 0, allowedOrigins: [] };
  // A council beside the hospital is served elsewhere: this process must neither read its mailbox nor upload.
  const { council, ...alone } = plan;
  const hospital = council === undefined ? plan : alone;
  const gateway = await createGateway({ ...hospital, http, logLevel: "silent" });
  const { apiUrl } = await gateway.start();
  return { apiUrl, token, locationId, stop: () => gateway.stop() };
}
