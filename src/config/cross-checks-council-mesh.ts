import { isAbsolute, normalize, sep } from "node:path";
import { minimumPollIntervalMs } from "../domain/mesh-polling.js";
import type { Issue } from "../errors/cpis-error.js";
import { type Draft, isRecord, numberAt, textAt, valueAt } from "./draft.js";
import { isPrivateAddress } from "./private-address.js";

const mesh = "council.mesh";

/** One way to MESH, not two and not none. */
export function meshWayFaults(draft: Draft): readonly Issue[] {
  if (!isRecord(valueAt(draft, mesh))) return [];
  const https = valueAt(draft, `${mesh}.https`) !== undefined;
  const folder = valueAt(draft, `${mesh}.folder`) !== undefined;
  if (https !== folder) return [];
  const message = https
    ? "stands beside https. Keep the one way the mailbox is reached, remove the other"
    : "is missing, and so is folder. Add https for the MESH API, or folder for the MESH client's folders";
  return [{ path: https ? `${mesh}.folder` : `${mesh}.https`, message }];
}

/** A mailbox is read at most once in five minutes outside the simulator (mesh section 8). */
export function pollFaults(draft: Draft): readonly Issue[] {
  const environment = textAt(draft, "environment");
  if (environment !== "integration" && environment !== "production") return [];
  const least = minimumPollIntervalMs(environment);
  if (numberAt(draft, `${mesh}.pollIntervalMs`, least) >= least) return [];
  const message = `must be at least ${String(least)} ms in ${environment}: MESH may be read once in five minutes`;
  return [{ path: `${mesh}.pollIntervalMs`, message }];
}

/** Practice data stay here (H-32), and children's data go to CP-IS and nobody else. */
export function meshAddressFaults(draft: Draft): readonly Issue[] {
  const issues: Issue[] = [];
  const url = textAt(draft, `${mesh}.https.url`);
  if (url !== undefined && URL.canParse(url)) {
    const { hostname, pathname, search } = new URL(url);
    if (textAt(draft, "environment") === "simulator" && !isPrivateAddress(hostname)) {
      const message =
        "is outside this network although the environment is simulator. Correct one of the two (H-32)";
      issues.push({ path: `${mesh}.https.url`, message });
    } else if (pathname !== "/" || search !== "") {
      const message = "must end after host and port: the paths are MESH's own";
      issues.push({ path: `${mesh}.https.url`, message });
    }
  }
  const cpis = textAt(draft, "council.cpisMailboxId");
  const own = textAt(draft, `${mesh}.https.mailboxId`) ?? textAt(draft, `${mesh}.folder.mailboxId`);
  if (cpis !== undefined && cpis === own) {
    const message = "is the council's own mailbox. Pin the mailbox that NHS England gave for CP-IS";
    issues.push({ path: "council.cpisMailboxId", message });
  }
  return issues;
}

const folders = ["in", "out", "sent", "failed", "staging", "archive", "quarantine"] as const;

/** Seven folders, each for one thing: a file made inside OUT would leave before it is whole. */
export function folderFaults(draft: Draft): readonly Issue[] {
  const paths = folders.flatMap((name) => {
    const path = textAt(draft, `${mesh}.folder.${name}`);
    return path === undefined || path.trim() === "" ? [] : [{ name, path: plain(path) }];
  });
  const twice = paths.filter(({ path }, index) => paths.findIndex((each) => each.path === path) < index);
  const issues = twice.map(({ name }) => ({
    path: `${mesh}.folder.${name}`,
    message: "is the same as another of the folders. Each needs a folder of its own",
  }));
  const out = paths.find(({ name }) => name === "out")?.path;
  const staging = paths.find(({ name }) => name === "staging")?.path;
  if (out === undefined || !staging?.startsWith(`${out}${sep}`)) return issues;
  const message =
    "lies inside OUT, where the client would send files before they are whole. Put it beside OUT";
  return [...issues, { path: `${mesh}.folder.staging`, message }];
}

function plain(path: string): string {
  const tidy = normalize(isAbsolute(path) ? path : `.${sep}${path}`);
  return tidy.endsWith(sep) ? tidy.slice(0, -1) : tidy;
}
