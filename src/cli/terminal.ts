import type { Environment as Variables } from "../config/environment-overrides.js";

/** The program's own world, passed in so that every command can be run without one. */
export interface Terminal {
  /** For the answer, and for nothing else where a program reads it. */
  out(text: string): void;
  /** For everything a person should know beside the answer. */
  note(text: string): void;
  readonly variables: Variables;
  now(): number;
  readInput(): Promise<string>;
  /** Resolves when the person or the system asks the program to stop. */
  untilStopped(): Promise<void>;
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
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      }),
  };
}
