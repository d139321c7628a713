import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuideFolder, type GuideFolder, type Terminal } from "./guide-folder.js";
import { stepsOf, type GuideStep } from "./guide-steps.js";

const page = readFileSync(new URL("../../../docs/administrators/first-gateway.md", import.meta.url), "utf8");
const configuration = "cpis.yaml";

let folder: GuideFolder;
const terminals: Terminal[] = [];
/** What the commands of the last block printed. */
let printed = "";
/** What a reader copies from what was printed: a hash, public keys. */
const copied = new Map<string, string>();

beforeAll(async () => {
  folder = await createGuideFolder();
});
afterAll(async () => {
  for (const terminal of terminals) await terminal.interrupt();
  folder.remove();
});

async function doStep(step: GuideStep, startsBlock: boolean): Promise<void> {
  if (startsBlock) printed = "";
  switch (step.kind) {
    case "run":
      return runStep(step);
    case "expect":
      for (const line of step.lines) expectPrinted(line);
      return;
    case "hear":
      for (const line of step.lines) await terminals.at(-1)?.says(patternOf(line));
      return;
    case "append":
      folder.edit(configuration, (text) => `${text}\n${withCopied(step.text)}`);
      return;
    case "change":
      folder.edit(configuration, (text) => {
        expect(text.split(step.from)).toHaveLength(2);
        return text.replace(step.from, step.to);
      });
  }
}

async function runStep(step: Extract<GuideStep, { kind: "run" }>): Promise<void> {
  if (step.stopsGateway) await stopGateway();
  const command = withOwnPlaces(withCopied(step.command));
  if (step.stays) {
    const terminal = folder.open(command);
    terminals.push(terminal);
    await terminal.says(command.includes("simulate") ? /Replies go to/ : /"gateway-started"/);
    printed += terminal.printed();
    return;
  }
  const { exitCode, printed: now } = await (command.startsWith("curl ")
    ? fetched(command)
    : folder.run(command));
  printed += now;
  expect({ command: step.command, exitCode, now }).toMatchObject({ exitCode: step.exitCode });
  copyFrom(step.command, now);
  if (command.includes("cpis init")) folder.edit(configuration, (text) => folder.onOwnPorts(text));
}

async function stopGateway(): Promise<void> {
  const gateway = terminals.pop();
  expect(gateway?.command).toContain("cpis serve");
  const ended = await gateway?.interrupt();
  // The exit code is that of npx, which ends by the same Ctrl+C.
  expect(ended?.printed).toContain("The gateway has stopped: what was in progress is finished.");
}

/** The simulator's ports have options, not settings: its usual ones may be another test's. */
function withOwnPlaces(command: string): string {
  const own = folder.onOwnPorts(command);
  if (!command.includes("cpis simulate")) return own;
  return `${own} ${folder.onOwnPorts("--port 8443 --mesh-port 8445 --sign-in-port 8447 --deliver-to https://127.0.0.1:8444")}`;
}

/** There is no curl on every machine; what is read here is the same. */
async function fetched(command: string): Promise<{ exitCode: number; printed: string }> {
  const response = await fetch(command.replace(/^curl /, ""));
  return { exitCode: response.ok ? 0 : 22, printed: await response.text() };
}

async function expectConsole(): Promise<void> {
  const page = await fetch(folder.onOwnPorts("http://127.0.0.1:8460/console"));
  expect(await page.text()).toContain("<title>CP-IS console</title>");
}

function copyFrom(command: string, now: string): void {
  const hash = /add --hash ([0-9a-f]{12})/.exec(now)?.[1];
  if (hash !== undefined) copied.set("HASH", hash);
  const name = /config key (\w+)\.key/.exec(command)?.[1];
  if (name !== undefined) copied.set(`PRINTED-FOR-${name.toUpperCase()}`, now.trim());
}

function withCopied(text: string): string {
  return [...copied].reduce((done, [placeholder, value]) => done.replaceAll(placeholder, value), text);
}

function expectPrinted(line: string): void {
  const lines = printed.split("\n").map((each) => each.trim());
  expect(lines).toContainEqual(expect.stringMatching(patternOf(line)));
}

/** A line as a guide shows it; the spaces around … are for the eye. */
function patternOf(line: string): RegExp {
  const parts = folder
    .onOwnPorts(line)
    .split(/ ?… ?/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "m");
}

describe("a new administrator", () => {
  const steps = stepsOf(page);
  // The first block installs the package; `npm run packaging` does that with the offline bundle.
  const [make, install, ...later] = steps;

  it("finds in the guide how the program is installed, and every step after it", () => {
    const commandOf = (step?: GuideStep): string => (step?.kind === "run" ? step.command : "");
    expect(commandOf(make)).toBe("mkdir cpis-first && cd cpis-first");
    expect(commandOf(install)).toMatch(/^npm install \.\/cpis-plugin-[0-9.]+\.tgz$/);
    const commands = later.flatMap((step) => (step.kind === "run" ? [step.command] : [])).join("\n");
    for (const command of [
      "init",
      "simulate",
      "config check",
      "doctor",
      "serve",
      "lookup",
      "config approve",
    ]) {
      expect(commands).toContain(`npx cpis ${command}`);
    }
  });

  it("comes from an empty folder to a checked gateway with two locations by the guide alone", async () => {
    let before: GuideStep["kind"] | undefined;
    for (const step of later) {
      if (step.kind === "hear") await expectConsole();
      await doStep(step, step.kind === "run" && before !== "run");
      before = step.kind;
    }
    expect(page).toContain("`http://127.0.0.1:8460/console`");
    expect(printed).toContain("signed by omar.diaz and ruth.abara");
    expect(terminals.map(({ command }) => command)).toEqual([expect.stringContaining("cpis simulate")]);
  }, 360_000);
});
