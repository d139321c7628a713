import { z } from "zod";
import { CpisError } from "../../errors/cpis-error.js";
import { UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import type { LookupSite } from "./ask-gateway.js";
import type { LookupOptions } from "./lookup-options.js";
import { missingOutsideSimulator, readToken } from "./lookup-rules.js";

const healthSchema = z.object({ environment: z.enum(["simulator", "integration", "production"]) });

/**
 * Decides how a lookup asks a gateway that is running already, and gives back how to reach it.
 *
 * The gateway says which environment it is in before anything is asked: outside the simulator the same rules hold as for a
 * site's configuration. Throws `UsageFault`; `CPIS_GATEWAY_UNREACHABLE` where nothing answers as a gateway.
 */
export function openRunningGateway(
  argument: string | undefined,
  options: LookupOptions,
  terminal: Terminal,
): () => Promise<LookupSite> {
  const { gateway = "", location: locationId } = options;
  if (!URL.canParse(gateway)) {
    throw new UsageFault("--gateway must be an address such as https://gateway.northgate.example:8460.");
  }
  if (locationId === undefined)
    throw new UsageFault("add --location: it decides whether the council is told.");
  if (options.tokenFile === undefined && terminal.variables["CPIS_USER_TOKEN"] === undefined) {
    throw new UsageFault("give the user's token with --token-file or in CPIS_USER_TOKEN.");
  }
  return async () => {
    const token = readToken(options, terminal);
    const environment = await environmentOf(gateway);
    const missing =
      environment === "simulator" ? undefined : missingOutsideSimulator(argument, options, terminal);
    if (missing !== undefined) throw new UsageFault(`${environment}: ${missing}`);
    return { apiUrl: gateway, token, locationId, stop: () => Promise.resolve() };
  };
}

// 503 is an answer too: a gateway that is not ready says so itself when it is asked.
async function environmentOf(gateway: string): Promise<z.infer<typeof healthSchema>["environment"]> {
  try {
    const response = await fetch(new URL("/health", gateway), { redirect: "error" });
    return healthSchema.parse(await response.json()).environment;
  } catch (cause) {
    const detail = "No gateway answers at the address of --gateway.";
    throw new CpisError("CPIS_GATEWAY_UNREACHABLE", { detail, cause });
  }
}
