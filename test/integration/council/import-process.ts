/** `cpis` in a process of its own whose memory is limited and reported, for tests with long files. */
import { runCli } from "../../../src/cli/run-cli.js";

let highest = 0;
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 20);
process.exitCode = await runCli(process.argv.slice(2));
clearInterval(watch);
process.send?.({ highestMb: Math.round(highest / 1_048_576) });
process.disconnect();
