import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** How much of the disk that holds a file is free for this process, in whole per cent; undefined where nobody can say. */
export async function freeDiskPercent(file: string): Promise<number | undefined> {
  if (file === ":memory:") return undefined;
  try {
    const { bavail, blocks } = await statfs(dirname(resolve(file)));
    return blocks === 0 ? undefined : Math.floor((bavail / blocks) * 100);
  } catch {
    return undefined;
  }
}
