import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CpisError } from "../errors/cpis-error.js";
import { certificateFaults } from "./check-certificates.js";
import type { Variables } from "./environment-overrides.js";
import { errorReason } from "./error-reason.js";
import { parseConfig } from "./parse-config.js";
import type { MeshPlan } from "./mesh-plan.js";
import type { GatewayPlan } from "./plan.js";

/**
 * Reads a configuration file into a plan that can run now.
 *
 * Paths in the file are relative to the file. Throws `CPIS_CONFIG_UNREADABLE` where the file cannot be read,
 * `CPIS_CONFIG_INVALID` and `CPIS_CERTIFICATE_UNUSABLE` with every fault in `issues`.
 */
export function loadConfig(path: string, variables: Variables, now: number): GatewayPlan {
  const plan = readPlan(path, variables);
  const issues = certificateFaults(plan, now);
  if (issues.length > 0) throw new CpisError("CPIS_CERTIFICATE_UNUSABLE", { issues });
  return plan;
}

/**
 * The same without a look at the certificates: for whoever examines them one by one, or needs none of them.
 *
 * Throws `CPIS_CONFIG_UNREADABLE` and `CPIS_CONFIG_INVALID` as `loadConfig` does.
 */
export function readPlan(path: string, variables: Variables): GatewayPlan {
  const folder = dirname(resolve(path));
  const reading = parseConfig(readConfigFile(path), variables, (file) =>
    readFileSync(resolve(folder, file), "utf8"),
  );
  if (!reading.ok) throw new CpisError("CPIS_CONFIG_INVALID", { issues: reading.issues });
  return withPathsIn(folder, reading.plan);
}

/**
 * What a configuration file says, before anything in it is judged.
 *
 * Throws `CPIS_CONFIG_UNREADABLE`, and `CPIS_CONFIG_INVALID` with the place of the fault and none of the content.
 */
export function readConfigFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own message quotes the text around the fault, which may be a secret: only the place is kept.
    const place = /\(line ([0-9]+) column ([0-9]+)\)$/.exec(String(cause));
    const where = place === null ? "" : ` at line ${String(place[1])} column ${String(place[2])}`;
    throw new CpisError("CPIS_CONFIG_INVALID", { detail: `${path} is not JSON${where}.` });
  }
}

function withPathsIn(folder: string, plan: GatewayPlan): GatewayPlan {
  const { store, council } = plan;
  return {
    ...plan,
    store: store.file === ":memory:" ? store : { ...store, file: resolve(folder, store.file) },
    ...(council === undefined ? {} : { council: { ...council, mesh: meshIn(folder, council.mesh) } }),
  };
}

function meshIn(folder: string, mesh: MeshPlan): MeshPlan {
  if (mesh.kind === "https") return mesh;
  const { folders } = mesh;
  const at = (name: keyof typeof folders): string => resolve(folder, folders[name]);
  return {
    ...mesh,
    folders: {
      in: at("in"),
      out: at("out"),
      sent: at("sent"),
      failed: at("failed"),
      staging: at("staging"),
      archive: at("archive"),
      quarantine: at("quarantine"),
    },
  };
}
