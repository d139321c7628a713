import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ownerOnly = 0o600;

/** Writes files that only their owner can read, and the folder where it is missing. */
export async function writeOwnerOnly(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), `${content}\n`, { mode: ownerOnly });
  }
}
