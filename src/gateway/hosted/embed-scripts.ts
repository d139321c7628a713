import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CpisError } from "../../errors/cpis-error.js";

/** The browser scripts of this version, as they came with the package. */
export interface EmbedScripts {
  get(name: string): Buffer | undefined;
  /** By file name, for Subresource Integrity. */
  readonly integrity: Readonly<Record<string, string>>;
}

/** Where the build leaves them, beside this file's own folder in the package. */
export const builtEmbedFolder = fileURLToPath(new URL("../../../embed", import.meta.url));

/**
 * Reads every script once, so that what is served is what was hashed.
 *
 * Throws `CPIS_CONFIG_UNREADABLE` where the package was installed without them.
 */
export async function loadEmbedScripts(folder: string): Promise<EmbedScripts> {
  const scripts = new Map<string, Buffer>();
  try {
    for (const name of await readdir(folder))
      if (name.endsWith(".js")) scripts.set(name, await readFile(join(folder, name)));
  } catch (cause) {
    throw new CpisError("CPIS_CONFIG_UNREADABLE", {
      cause,
      detail: "The package's browser scripts are missing: build it, or install it again.",
    });
  }
  const integrity = Object.fromEntries([...scripts].map(([name, code]) => [name, integrityOf(code)]));
  return { get: (name) => scripts.get(name), integrity };
}

function integrityOf(code: Buffer): string {
  return `sha384-${createHash("sha384").update(code).digest("base64")}`;
}
