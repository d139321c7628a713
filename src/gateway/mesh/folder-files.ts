import { constants } from "node:fs";
import { access, mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { CpisError } from "../../errors/cpis-error.js";
import { errorCode } from "./transport-fault.js";

/** The files of one message in a folder, by their actual names; the base name is the message's. */
export interface FilePair {
  readonly base: string;
  readonly control?: string;
  readonly data?: string;
}

/** What a look at a file shows; two equal looks mean that nobody is writing it. */
export interface FileLook {
  readonly bytes: number;
  readonly changedAt: number;
}

/** The pairs of a folder, by base name, in the order of their names. Extensions count in any case; other files do not. */
export async function readPairs(folder: string): Promise<readonly FilePair[]> {
  const pairs = new Map<string, { base: string; control?: string; data?: string }>();
  for (const name of await guardFolder(readdir(folder))) {
    const [, base, extension] = /^(.+)\.(ctl|dat)$/i.exec(name) ?? [];
    if (base === undefined || extension === undefined) continue;
    const pair = pairs.get(base) ?? { base };
    if (extension.toLowerCase() === "ctl") pair.control = name;
    else pair.data = name;
    pairs.set(base, pair);
  }
  return [...pairs.values()].sort((one, other) => (one.base < other.base ? -1 : 1));
}

/** One look at a file; undefined where there is none. */
export async function look(path: string): Promise<FileLook | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, changedAt: mtimeMs };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw unusable(error);
  }
}

/** Writes a file whole and makes it durable under its name; whoever sees it sees all of it. */
export async function writeDurably(
  staging: string,
  target: { readonly folder: string; readonly name: string },
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const temporary = join(staging, `${target.name}.tmp`);
  const file = await open(temporary, "w", 0o600);
  try {
    for await (const piece of content) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveDurably(temporary, target);
}

/** Moves a file within a volume and makes the move durable. */
export async function moveDurably(
  from: string,
  target: { readonly folder: string; readonly name: string },
): Promise<void> {
  await rename(from, join(target.folder, target.name));
  await syncFolder(target.folder);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and does not need to.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder of ours where there is none. */
export async function ensureFolder(folder: string): Promise<void> {
  await guardFolder(mkdir(folder, { recursive: true, mode: 0o700 }));
}

/** Proves that a folder is there and may be read and written, and says which volume it is on. */
export async function proveFolder(folder: string): Promise<number> {
  await guardFolder(access(folder, constants.R_OK | constants.W_OK));
  return (await guardFolder(stat(folder))).dev;
}

async function guardFolder<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw unusable(error);
  }
}

/** A folder's failure. Its path is configuration and is not repeated. */
export function unusable(cause: unknown, fault?: string): CpisError {
  if (CpisError.is(cause)) return cause;
  return new CpisError("CPIS_MESH_FOLDER_UNUSABLE", { context: { reason: errorCode(cause), fault }, cause });
}
