import { join } from "node:path";
import { stringify } from "yaml";
import { type Draft, valueAt, withValueAt } from "../../config/draft.js";
import { loadConfigFile } from "../../config/load-config.js";
import { servesHospital, type HospitalPlan } from "../../config/plan.js";
import { listSettings } from "../../config/setting-list.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { StartedFrom } from "../../gateway/configuration/started-from.js";
import { letTakeEffect } from "../config/let-take-effect.js";
import { writeOwnerOnly } from "../write-owner-only.js";
import { demoSettings, type DemoSurroundings } from "./demo-config.js";

/** A configuration on disk and the plan it means, as a gateway is started from them. */
export interface DemoFile {
  readonly plan: HospitalPlan;
  readonly startedFrom: StartedFrom;
}

const top = `# The demonstration's hospital. Everybody and everything in it is made up.
# What two people change in the console is written here, as at any site.
`;

/**
 * Writes the demo hospital's configuration as any site's: one file that people read, and keys and secrets beside it.
 *
 * So that the console can show it and change it, with a second person wherever that is dangerous.
 */
export async function writeDemoFile(
  folder: string,
  surroundings: DemoSurroundings,
  now: number,
): Promise<DemoFile> {
  const { draft, files } = withoutValues(demoSettings(surroundings));
  const name = "cpis.yaml";
  await writeOwnerOnly(folder, {
    ...files,
    [name]: `${top}${stringify(draft, { aliasDuplicateObjects: false })}`.trimEnd(),
  });
  const file = join(folder, name);
  const variables = {};
  const loaded = loadConfigFile(file, variables, now);
  await letTakeEffect(file, loaded, now);
  if (!servesHospital(loaded.plan)) throw new CpisError("CPIS_INTERNAL");
  return { plan: loaded.plan, startedFrom: { file, variables, loaded } };
}

function withoutValues(settings: Draft): {
  readonly draft: Draft;
  readonly files: Readonly<Record<string, string>>;
} {
  const files: Record<string, string> = {};
  let draft = settings;
  for (const { path, type } of listSettings()) {
    const value = type === "reference" ? valueAt(settings, path) : undefined;
    if (typeof value !== "string") continue;
    files[path] = value.trimEnd();
    draft = withValueAt(draft, path, { file: path });
  }
  return { draft, files };
}
