import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { LaunchingSystem } from "../../simulator/hosts/launching-system.js";
import type { TokenUser } from "../user-token.js";
import { isFromOwnPage, readJson } from "./own-page.js";
import { reactCopy } from "./react-copy.js";
import { readStaticFile, type StaticFile } from "./static-files.js";

/** The demo's pages for hosts that cannot simply run a script, one per way. */
export interface HostPages {
  /** examples/hosts. */
  readonly pages: string;
  /** node_modules, where the React page's copy of React is. */
  readonly modules: string;
  /** The record system whose links open the banner. */
  readonly system: LaunchingSystem;
}

/** Their names, which are their addresses under /hosts. */
export const hostPageNames = [
  "plain-iframe",
  "react",
  "angular-style",
  "desktop-shell",
  "url-launch",
  "two-sources",
] as const;

/** The file at an address under /hosts. */
export async function findHostPage(
  { pages, modules }: HostPages,
  pathname: string,
): Promise<StaticFile | undefined> {
  if (pathname === "/hosts") return readStaticFile(pages, "index.html");
  if (pathname === "/hosts/react/react.js") return reactCopy(modules);
  const path = pathname.slice("/hosts/".length);
  return readStaticFile(pages, hostPageNames.some((name) => name === path) ? `${path}/index.html` : path);
}

/** Without an encounter it is the patient's own. */
const wish = z.strictObject({
  chartId: z.string(),
  userId: z.string(),
  encounterId: z.string().max(40).optional(),
});
const patientFields = [
  "nhsNumber",
  "nhsNumberStatus",
  "birthDate",
  "familyName",
  "givenName",
  "title",
  "gender",
  "pregnancy",
] as const;

/** Makes a launch for one of the patients, as the host's server would: only for its own page. */
export async function sendLaunch(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  options: {
    readonly hosts: HostPages;
    readonly users: readonly TokenUser[];
    readonly patients: readonly Record<string, unknown>[];
    readonly edLocationId: string;
  },
): Promise<void> {
  if (request.method !== "POST" || !isFromOwnPage(request, origin)) return void response.writeHead(403).end();
  const asked = wish.safeParse(await readJson(request, 1_024));
  const patient = options.patients.find(({ chartId }) => chartId === asked.data?.chartId);
  const user = options.users.find(({ id }) => id === asked.data?.userId);
  if (patient === undefined || user === undefined) return void response.writeHead(404).end();
  const { id, ...person } = user;
  const said = patientFields.filter((name) => patient[name] !== undefined);
  const launch = await options.hosts.system.launch({
    ...person,
    sub: id,
    location: options.edLocationId,
    encounter: { id: asked.data?.encounterId ?? patient["encounterId"] },
    patient: { ...Object.fromEntries(said.map((name) => [name, patient[name]])), localIds: [] },
  });
  response
    .writeHead(200, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify({ launch }));
}
