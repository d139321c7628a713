import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoTokenPlace, edLocationId } from "../../../src/cli/demo/demo-config.js";
import { writeDemoFile, type DemoFile } from "../../../src/cli/demo/demo-file.js";
import { createTokenMint } from "../../../src/cli/user-token.js";
import type { ConsoleChange, ConsoleConfiguration } from "../../../src/contract/console.js";
import { createGateway, type Gateway } from "../../../src/gateway/create-gateway.js";
import { createSimulator } from "../../../src/simulator/simulator.js";
import { testSessions, type TestSession, type TestSessions } from "../../support/console-session.js";

let folder: string;
let demo: DemoFile;
let gateway: Gateway;
let sessions: TestSessions;
let apiUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cpis-demo-file-"));
  const simulator = await createSimulator();
  const { trustedKeys } = await createTokenMint(demoTokenPlace);
  const surroundings = {
    spine: simulator.spinePlan(),
    trustedKeys,
    allowedOrigins: [],
    storeFile: "gateway.sqlite",
    console: { port: 0, issuer: "http://127.0.0.1:9" },
  };
  demo = await writeDemoFile(folder, surroundings, Date.now());
  sessions = testSessions(demo.plan.console);
  gateway = await createGateway(demo.plan, [sessions.module], demo.startedFrom);
  ({ apiUrl } = await gateway.start());
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

const administrator = (name: string): TestSession =>
  sessions.open("administrator", { name, userId: name, steppedUp: true });

async function call<T>(path: string, who: TestSession, body?: object): Promise<T> {
  const init =
    body === undefined
      ? { headers: who.reading }
      : {
          method: "POST",
          headers: { ...who.changing, "content-type": "application/json" },
          body: JSON.stringify(body),
        };
  return (await (await fetch(new URL(`/api/v1/console/${path}`, apiUrl), init)).json()) as T;
}

describe("the demonstration's configuration", () => {
  it("is a file that people can read, without a secret in it, readable by its owner only", async () => {
    const { source = "", changeable } = await call<ConsoleConfiguration>(
      "configuration",
      administrator("Ruth"),
    );
    expect(changeable).toBe(true);
    expect(source).toContain(`- id: ${edLocationId}`);
    expect(source).not.toContain("PRIVATE KEY");
    const sealing = readFileSync(join(folder, "store.sealingKey"), "utf8").trim();
    expect(source).not.toContain(sealing);
    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o077);
    expect(new Set(modes)).toEqual(new Set([0]));
  });

  it("changes its emergency department's access mode with two people, as a real site would (H-13)", async () => {
    const { source = "" } = await call<ConsoleConfiguration>("configuration", administrator("Ruth"));
    const silent = source.replace("accessMode: unscheduled", "accessMode: scheduled");
    const body = { kind: "source", source: silent, reason: "To see it" };
    const asked = await call<ConsoleChange>("configuration/changes", administrator("Ruth"), body);
    expect(asked.state).toBe("waiting");
    const yes = { spokenToSafeguardingLead: true, readWhatItDoes: true };
    const approve = `configuration/changes/${asked.id}/approve`;
    expect((await call<ConsoleChange>(approve, administrator("Omar"), yes)).state).toBe("applied");
    expect(readFileSync(join(folder, "cpis.yaml"), "utf8")).toBe(silent);
  });
});
