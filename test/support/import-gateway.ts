import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseImportBatch, readCaseDraft } from "../../src/contract/parse-council-request.js";
import type { CaseRecord } from "../../src/domain/case-record.js";
import { validateCase } from "../../src/domain/case-validation.js";

/** A gateway that takes imports as the real one does, by the same contract and rules, and keeps local ids alone. */
export interface ImportGateway {
  readonly url: string;
  /** Local ids that were saved, with how often each came. */
  readonly saved: ReadonlyMap<string, number>;
  /** The last record of each local id, where `keep` was said. */
  readonly records: ReadonlyMap<string, CaseRecord>;
  readonly requests: { checks: number; saves: number; uploads: number };
  /** Drops the connection of the next saves, as a gateway does that goes away. */
  dropNextSaves(count: number): void;
  /** Refuses the token of every save after the next so many. */
  refuseSavesAfter(count: number): void;
  stop(): Promise<void>;
}

const today = "2026-11-19";

/** Starts one on a free port; the caller stops it. */
export async function startImportGateway(options: { readonly keep?: true } = {}): Promise<ImportGateway> {
  const saved = new Map<string, number>();
  const records = new Map<string, CaseRecord>();
  const requests = { checks: 0, saves: 0, uploads: 0 };
  let drops = 0;
  let left = Infinity;
  const takeRows = (body: unknown): object => {
    const { rows, checkOnly } = parseImportBatch(body);
    requests[checkOnly === true ? "checks" : "saves"] += 1;
    const faults: object[] = [];
    let count = 0;
    rows.forEach((row, index) => {
      const shape = readCaseDraft(row);
      const reading = shape.ok ? validateCase(shape.draft, today) : shape;
      if (!reading.ok) faults.push(...reading.issues.map((issue) => ({ row: index + 1, ...issue })));
      else if (checkOnly !== true) {
        const { localId } = reading.record;
        saved.set(localId, (saved.get(localId) ?? 0) + 1);
        if (options.keep === true) records.set(localId, reading.record);
        count += 1;
      }
    });
    return { saved: count, unchanged: 0, faults, warnings: [] };
  };
  const answer = (path: string, body: unknown): object => {
    if (path === "/api/v1/cases/import") return takeRows(body);
    requests.uploads += 1;
    return { kind: "nothing-to-send" };
  };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body: unknown = JSON.parse(Buffer.concat(parts).toString());
      const isSave = typeof body === "object" && body !== null && "rows" in body && !("checkOnly" in body);
      if (isSave && drops > 0) {
        drops -= 1;
        request.socket.destroy();
        return;
      }
      if (isSave) left -= 1;
      if (left < 0) {
        response.statusCode = 401;
        response.end();
        return;
      }
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer(request.url ?? "", body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    saved,
    records,
    requests,
    dropNextSaves: (count) => {
      drops = count;
    },
    refuseSavesAfter: (count) => {
      left = count;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
