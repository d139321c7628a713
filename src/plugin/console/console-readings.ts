import { pagesOf, type ConsoleRoute } from "./console-access.js";
import type { Asking } from "./ask-gateway.js";
import type { ConsoleClient } from "./console-client.js";
import type { ConsoleReadings } from "./console-model.js";
import { listOf } from "./to-work-lists.js";

/**
 * Reads who is signed in and how the gateway is, and what only this page needs.
 *
 * By itself (`background`) the page never reads a list with patients again: each such reading is written into the audit.
 */
export async function readConsole(
  client: ConsoleClient,
  { page, part }: ConsoleRoute,
  before: ConsoleReadings | undefined,
  asking: Asking,
): Promise<ConsoleReadings> {
  const me = await client.me(asking);
  const pages = pagesOf(me.roles).map(({ name }) => name);
  if (!pages.includes("overview")) return { me };
  // What a page asks for beside `me` is part of the same press: only one of them has to count as use.
  const along = { ...asking, background: true };
  const reads = (name: typeof page): boolean => page === name && pages.includes(name);
  const [overview, configuration, workList, preview, chain] = await Promise.all([
    client.overview(along),
    pages.includes("configuration") ? client.configuration(along) : undefined,
    reads("work-lists")
      ? (kept(asking, before?.workList) ?? client.workList(listOf(part), undefined, along))
      : undefined,
    reads("preview") ? (kept(asking, before?.preview) ?? client.preview(along)) : undefined,
    reads("audit") ? client.chain(along) : undefined,
  ]);
  const { found, search, checks } = before ?? {};
  return { me, overview, configuration, workList, preview, chain, found, search, checks };
}

const kept = <T>({ background = false }: Asking, before: T | undefined): T | undefined =>
  background ? before : undefined;
