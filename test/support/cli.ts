import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

/** What a finished run of the program left behind. */
export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** How a run may differ from an ordinary one. */
export interface CliRun {
  readonly input?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the built `cpis` to its end, as a person's shell would. */
export async function runCpis(args: readonly string[], run: CliRun = {}): Promise<CliResult> {
  const child = startCpis(args, run.variables);
  child.process.stdin?.end(run.input ?? "");
  const exitCode = await child.ended;
  return { exitCode, out: child.out(), err: child.err() };
}

/** A running `cpis`. */
export interface RunningCpis {
  readonly process: ChildProcess;
  readonly ended: Promise<number>;
  out(): string;
  err(): string;
  /** Resolves with what a pattern finds in either stream; rejects when the program ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<number>;
}

/** Starts the built `cpis`; the caller stops it. */
export function startCpis(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): RunningCpis {
  if (!existsSync(program)) throw new Error("dist/ is missing: run npm run build before these tests.");
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], ...variables },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? -1)));
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(out) ?? pattern.exec(err);
        if (found !== null) resolve(found);
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
      void ended.then(() => reject(new Error(`The program ended without saying ${String(pattern)}: ${err}`)));
      look();
    });
  return {
    process: child,
    ended,
    out: () => out,
    err: () => err,
    says,
    stop: async () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
