import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../dist/src/cli/main.js", import.meta.url));
/** The ports that the product takes where nobody says another, as a guide names them. */
const usualPorts = [8443, 8444, 8445, 8447, 8460] as const;

/** What a command left behind. */
export interface Ended {
  readonly exitCode: number;
  readonly printed: string;
}

/** A program in a terminal of its own. */
export interface Terminal {
  readonly command: string;
  printed(): string;
  /** Resolves once it has printed this, after what was awaited before. */
  says(pattern: RegExp): Promise<void>;
  /** Ctrl+C. */
  interrupt(): Promise<Ended>;
}

/** A new administrator's folder. */
export interface GuideFolder {
  readonly path: string;
  /** A text of the guide, with the ports of this run in the place of the usual ones. */
  onOwnPorts(text: string): string;
  run(command: string): Promise<Ended>;
  open(command: string): Terminal;
  edit(file: string, change: (text: string) => string): void;
  remove(): void;
}

/**
 * An empty folder in which `npx cpis` is the built program, as `npm install` would leave it.
 *
 * Two tests may run at once, so that each has ports of its own.
 */
export async function createGuideFolder(): Promise<GuideFolder> {
  if (!existsSync(program)) throw new Error("dist/ is missing: run npm run build before these tests.");
  const path = mkdtempSync(join(tmpdir(), "cpis-guide-"));
  const bin = join(path, "node_modules", ".bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "cpis"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(bin, "cpis"), 0o755);
  const ports = await freePorts(usualPorts.length);
  const onOwnPorts = (text: string): string =>
    usualPorts.reduce((done, port, at) => done.replaceAll(String(port), String(ports[at])), text);
  return {
    path,
    onOwnPorts,
    run: async (command) => openTerminal(command, path).ended,
    open: (command) => openTerminal(command, path),
    edit: (file, change) => {
      writeFileSync(join(path, file), change(readFileSync(join(path, file), "utf8")));
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}

function openTerminal(command: string, cwd: string): Terminal & { readonly ended: Promise<Ended> } {
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    HOME: cwd,
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  // A group of its own, so that an interrupt reaches all of it, as Ctrl+C in a terminal does.
  const child = spawn("sh", ["-c", command], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let heardUpTo = 0;
  child.stdout.on("data", (part: Buffer) => (printed += part.toString()));
  child.stderr.on("data", (part: Buffer) => (printed += part.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => {
      resolve({ exitCode: code ?? -1, printed });
    });
  });
  return {
    command,
    ended,
    printed: () => printed,
    says: (pattern) =>
      heard(child, ended, pattern, () => {
        const found = pattern.exec(printed.slice(heardUpTo));
        if (found !== null) heardUpTo += found.index + found[0].length;
        return found !== null;
      }),
    interrupt: async () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
      return ended;
    },
  };
}

function heard(
  child: ChildProcess,
  ended: Promise<Ended>,
  pattern: RegExp,
  isSaid: () => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = false;
    const look = (): void => {
      if (done || !isSaid()) return;
      done = true;
      resolve();
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    void ended.then(({ printed }) => {
      reject(new Error(`It ended without saying ${String(pattern)}: ${printed}`));
    });
    look();
  });
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", done))),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
