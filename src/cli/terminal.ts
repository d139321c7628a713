import type { Variables } from "../config/environment-overrides.js";

/** The program's own world, passed in so that every command can be run without one. */
export interface Terminal {
  /** For the answer, and for nothing else where a program reads it. */
  out(text: string): void;
  /** For everything a person should know beside the answer. */
  note(text: string): void;
  readonly variables: Variables;
  now(): number;
  readInput(): Promise<string>;
  /** Asks the person one question; absent where nobody sits at a terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /** Resolves when the person or the system asks the program to stop. Call it first: only then is it heard. */
  untilStopped(): Promise<void>;
  /** Calls `reload` whenever the system asks the program to read its configuration again; absent where none does. */
  readonly onReload?: (reload: () => void) => void;
}

/** The process's own streams, clock and signals. */
export function processTerminal(): Terminal {
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    variables: process.env,
    now: () => Date.now(),
    readInput: async () => {
      process.stdin.setEncoding("utf8");
      let text = "";
      for await (const part of process.stdin) text += String(part);
      return text;
    },
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
    untilStopped,
    // Where a system has no such signal it never comes.
    onReload: (reload) => void process.on("SIGHUP", reload),
  };
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

const sameRequestMs = 2_000;

// Ctrl+C reaches this process twice when another Node or npm started it and passes signals on; only a person who asks
// again, later, means *at once*.
function untilStopped(): Promise<void> {
  let firstAt: number | undefined;
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (firstAt !== undefined && Date.now() - firstAt > sameRequestMs) process.exit(1);
        firstAt ??= Date.now();
        resolve();
      });
    }
  });
}
