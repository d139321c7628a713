import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { askGateway } from "../../../src/cli/lookup/ask-gateway.js";
import type { LookupRequest } from "../../../src/contract/lookup.js";

const request: LookupRequest = {
  lookupId: "5d1f0a00-0000-4000-8000-000000000001",
  trigger: "manual",
  locationId: "ed",
  patient: { nhsNumber: "9995260182", nhsNumberStatus: "verified" },
};

describe("asking a gateway", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function gateway(answer: RequestListener): Promise<string> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  async function ask(answer: RequestListener) {
    return askGateway({ apiUrl: await gateway(answer), token: "token" }, request);
  }

  it("posts once when the connection breaks: asking again would be another act (H-17)", async () => {
    let posts = 0;
    const report = await ask((incoming) => {
      posts += 1;
      incoming.socket.destroy();
    });
    expect(report).toEqual({ outcome: "failed", reason: "gateway-unreachable" });
    expect(posts).toBe(1);
  });

  it("treats a record that it cannot read as a record that could not be read, never as none (H-04)", async () => {
    const report = await ask((_incoming, response) => {
      response.end(JSON.stringify({ lookupId: request.lookupId, state: { kind: "record", record: 7 } }));
    });
    expect(report).toEqual({ outcome: "failed", reason: "record-unreadable" });
  });

  it("fails for another lookup's view and for what is no view (H-02)", async () => {
    const view = {
      lookupId: "5d1f0a00-0000-4000-8000-000000000002",
      version: 1,
      state: { kind: "no-record", retrievedAt: "2026-11-19T10:00:00.000Z" },
      environment: "simulator",
      serverTime: "2026-11-19T10:00:00.000Z",
      reused: false,
    };
    expect(await ask((_incoming, response) => response.end(JSON.stringify(view)))).toEqual({
      outcome: "failed",
      reason: "answer-unreadable",
    });
    expect((await ask((_incoming, response) => response.end("<html>"))).outcome).toBe("failed");
  });
});
