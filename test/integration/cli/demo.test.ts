import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { runCpis, startCpis } from "../../support/cli.js";

describe("cpis demo", () => {
  it("prints one address, serves its page under a strict policy, and ends with 0 when asked", async () => {
    const demo = startCpis(["demo", "--port", "0"]);
    try {
      const [, origin = ""] = await demo.says(/Open (http:\/\/127\.0\.0\.1:[0-9]+) in a browser\.\n/);
      const page = await fetch(`${origin}/board`);
      expect(page.status).toBe(200);
      const policy = page.headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(policy).not.toContain("unsafe");
      expect(await page.text()).not.toMatch(/<script(?![^>]*src=)|\sstyle=|\son[a-z]+=/);
      const patients = (await (await fetch(`${origin}/demo/patients`)).json()) as unknown[];
      expect(patients.length).toBeGreaterThan(12);
    } finally {
      expect(await demo.stop()).toBe(0);
    }
  });

  it("stops cleanly for Ctrl+C, which reaches it twice under npm", async () => {
    const demo = startCpis(["demo", "--port", "0"]);
    await demo.says(/Stop it with Ctrl\+C/);
    demo.process.kill("SIGINT");
    demo.process.kill("SIGINT");
    expect(await demo.ended).toBe(0);
  });

  it("refuses a port that is taken, in one line that says what to change", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const { exitCode, out, err } = await runCpis(["demo", "--port", String(port)]);
      expect(exitCode).toBe(1);
      expect(out).toBe("");
      expect(err).toBe(
        `cpis: CPIS_PORT_UNAVAILABLE: 127.0.0.1:${String(port)} is taken. Stop what uses it, or choose another port with --port.\n`,
      );
    } finally {
      taken.close();
    }
  });
});
