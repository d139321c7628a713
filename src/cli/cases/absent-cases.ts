import { parseCaseList } from "../../contract/parse-council-case.js";
import type { CouncilClient } from "./council-client.js";
import type { NamedCases } from "./repeated-cases.js";

const pageSize = 500;

/** Local ids of the cases that the gateway holds and a file does not mention. Absence is told and never acted on. */
export async function* absentCases(
  client: CouncilClient,
  named: Pick<NamedCases, "has">,
): AsyncGenerator<string> {
  for (let offset = 0; ; offset += pageSize) {
    const path = `/api/v1/cases?limit=${String(pageSize)}&offset=${String(offset)}`;
    const { cases, total } = parseCaseList(await client(path));
    for (const { localId } of cases) if (!named.has(localId)) yield localId;
    if (cases.length === 0 || offset + cases.length >= total) return;
  }
}
