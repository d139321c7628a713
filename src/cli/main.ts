#!/usr/bin/env node
/**
 * The `cpis` program.
 *
 * Nothing is imported before the version of Node is known: an older one fails while loading the libraries, with a
 * stack instead of a sentence (ADR 3).
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  const { runCli } = await import("./run-cli.js");
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  const { reexecute } = await import("./reexecute.js");
  process.exitCode = await reexecute(import.meta.url);
}
