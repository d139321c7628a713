import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookUp } from "../../../src/cli/lookup/look-up.js";
import type { LookupOptions } from "../../../src/cli/lookup/lookup-options.js";
import type { Terminal } from "../../../src/cli/terminal.js";

const number = "9995260182";
let server: Server;
let environment: string;
let asked: string[];
let notes: string[];

beforeEach(async () => {
  asked = [];
  notes = [];
  environment = "production";
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.end(JSON.stringify({ status: "ready", environment, planHash: "0".repeat(12) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => server.close());

const terminal = {
  variables: { CPIS_USER_TOKEN: "token" },
  readInput: () => Promise.resolve(number),
  note: (text: string) => notes.push(text),
} as unknown as Terminal;

function gateway(): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function ask(argument: string | undefined, options: LookupOptions = {}) {
  return lookUp(argument, { gateway: gateway(), location: "ed", ...options }, terminal);
}

describe("a lookup through a gateway that runs already", () => {
  it("is refused before anything is asked where the gateway is no simulator's and nobody confirmed (H-17)", async () => {
    await expect(ask(undefined)).rejects.toThrow("production: add --confirm-reported-to-council");
    await expect(ask(number, { confirmReportedToCouncil: true })).rejects.toThrow("on standard input only");
    expect(asked).toEqual(["GET /health", "GET /health"]);
  });

  it("asks once where it is confirmed", async () => {
    await ask(undefined, { confirmReportedToCouncil: true });
    expect(asked).toEqual(["GET /health", "POST /api/v1/lookups"]);
  });

  it("asks nobody who does not say which environment it is in (H-32)", async () => {
    environment = "live";
    const { result } = await ask(number);
    expect(result).toEqual({ outcome: "failed", reason: "gateway-unreachable" });
    expect(asked).toEqual(["GET /health"]);
    expect(notes.join()).toContain("No gateway answers at the address of --gateway");
  });

  it("needs a location, and no configuration beside it", async () => {
    await expect(lookUp(number, { gateway: gateway() }, terminal)).rejects.toThrow("--location");
    await expect(ask(number, { config: "cpis.yaml" })).rejects.toThrow("leave --config and --seed out");
    await expect(ask(number, { gateway: "gateway" })).rejects.toThrow("must be an address");
  });
});
