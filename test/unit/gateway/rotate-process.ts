/** A rotation in a process of its own, which dies by SIGKILL after as many values as a test has chosen. */
import { rotateSealingKey } from "../../../src/gateway/store/rotate-sealing-key.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";

const [file = "", sealingKey = "", newKey = "", dieAfter = ""] = process.argv.slice(2);

const progress = (done: number): void => {
  if (done === Number(dieAfter)) process.kill(process.pid, "SIGKILL");
};
rotateSealingKey({ file, sealingKey }, { newKey, at: 0, progress }, randomIds);
