// Runs the benchmarks of docs/benchmarks.md: ours and its peer interleaved in one run, median and range, ratio printed.
// Never part of the test suite: machines are noisy, and a slow machine is not a fault in the code.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const directory = join(dirname(dirname(fileURLToPath(import.meta.url))), "test/bench");
const wanted = process.argv.slice(2);
const files = readdirSync(directory)
  .filter((file) => file.endsWith(".bench.mjs"))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));

for (const file of files) {
  console.log(`\n## ${file.replace(".bench.mjs", "")}\n`);
  const { run } = await import(pathToFileURL(join(directory, file)).href);
  console.log("| what | peer | ours | ratio | goal |\n|---|---|---|---|---|");
  for (const row of await run()) {
    console.log(`| ${row.name} | ${row.peer} | ${row.ours} | ${row.ratio} | ${row.goal} |`);
  }
}
process.exit(0);
