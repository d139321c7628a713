import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { consoleCookie } from "../../../src/gateway/console/console-cookies.js";

async function cookieSetAt(origin: string): Promise<string> {
  const app = fastify();
  const cookie = consoleCookie("cpis-console", origin, "Strict");
  app.get("/", (_request, reply) => {
    cookie.set(reply, "secret");
    return reply.send();
  });
  const { headers } = await app.inject("/");
  return String(headers["set-cookie"]);
}

describe("the console's cookie", () => {
  it("is this host's alone under HTTPS: no neighbour and no plain HTTP can set it or see it", async () => {
    expect(await cookieSetAt("https://cpis.example.nhs.uk")).toBe(
      "__Host-cpis-console=secret; Path=/; HttpOnly; SameSite=Strict; Secure",
    );
  });

  it("names no domain and no end, so that no other host and no later day gets it", async () => {
    for (const origin of ["https://cpis.example.nhs.uk", "http://127.0.0.1:8460"]) {
      expect(await cookieSetAt(origin)).not.toMatch(/Domain|Expires|Max-Age/i);
    }
  });
});
