import { statSync, statfsSync, type Stats } from "node:fs";
import { dirname, resolve } from "node:path";
import { isRecord, valueAt } from "../../config/draft.js";
import { errorReason } from "../../config/error-reason.js";
import { listSettings } from "../../config/setting-list.js";
import { fail, ok, warn, type Finding } from "./finding.js";

const groupOrOthersRead = 0o044;
const groupOrOthersWrite = 0o022;
const megabyte = 1_048_576;
const warnFreeMegabytes = 2_048;
const failFreeMegabytes = 256;

/** Whether the configuration and the secret files that it refers to are kept from others' eyes and hands. */
export function probeFiles(configFile: string, draft: unknown): readonly Finding[] {
  const folder = dirname(resolve(configFile));
  const secrets = secretFiles(draft).map(({ path, file }) => probeFile(path, resolve(folder, file), true));
  return [probeFile("config", configFile, false), ...secrets];
}

/** The files in which secret settings are kept, by the setting they stand in. */
export function secretFiles(draft: unknown): readonly { readonly path: string; readonly file: string }[] {
  if (!isRecord(draft)) return [];
  return listSettings()
    .filter(({ secret }) => secret)
    .flatMap(({ path }) => {
      const source = valueAt(draft, path);
      return isRecord(source) && typeof source["file"] === "string" ? [{ path, file: source["file"] }] : [];
    });
}

function probeFile(path: string, file: string, secret: boolean): Finding {
  const check = `files.${path}`;
  try {
    return judgeMode(check, statSync(file), secret);
  } catch (error) {
    return fail(check, `It cannot be read: ${errorReason(error)}.`, "Correct the path or its permissions.");
  }
}

/** Who may read and change a file. Windows keeps this in access lists, which the mode does not tell. */
export function judgeMode(
  check: string,
  { mode }: Pick<Stats, "mode">,
  secret: boolean,
  platform: NodeJS.Platform = process.platform,
): Finding {
  if (platform === "win32") {
    return warn(
      check,
      "On Windows its permissions are not told by its mode, and were not tested.",
      "Let only the service's account read it: icacls FILE /inheritance:r /grant:r ACCOUNT:R.",
    );
  }
  if ((mode & groupOrOthersWrite) !== 0) {
    return fail(check, "Others than its owner may change it.", "Run: chmod go-w on it.");
  }
  if (secret && (mode & groupOrOthersRead) !== 0) {
    return fail(check, "It holds a secret, and others than its owner may read it.", "Run: chmod 600 on it.");
  }
  return ok(check, secret ? "Only its owner may read it." : "Only its owner may change it.");
}

/** How much room is left where the store grows. */
export function probeDisk(storeFile: string): Finding {
  const folder = dirname(resolve(storeFile));
  try {
    const { bavail, bsize } = statfsSync(folder);
    return judgeFreeSpace((bavail * bsize) / megabyte);
  } catch (error) {
    return fail(
      "disk",
      `The store's folder cannot be used: ${errorReason(error)}.`,
      "Make the folder of store.file.",
    );
  }
}

/** A full disk refuses every answer that cannot be kept, so it is said while there is still room. */
export function judgeFreeSpace(megabytes: number): Finding {
  const says = `${String(Math.floor(megabytes))} MB are free where the store is.`;
  const remedy = "Free room on that volume, or move the store to a larger one.";
  if (megabytes < failFreeMegabytes) return fail("disk", says, remedy);
  return megabytes < warnFreeMegabytes ? warn("disk", says, remedy) : ok("disk", says);
}
