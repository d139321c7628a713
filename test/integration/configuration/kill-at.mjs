// Preloaded into a gateway's process by the kill test: counts what reaches the disk, and kills the process at the step the
// test has chosen. Nothing in the product knows about it.
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";

const require = createRequire(import.meta.url);
const SqliteDatabase = require("better-sqlite3");

let steps = 0;
let killAt = Infinity;
let counting = false;

function step() {
  if (!counting) return;
  steps += 1;
  if (steps === killAt) process.kill(process.pid, "SIGKILL");
}

globalThis.armKill = (at) => {
  steps = 0;
  killAt = at;
  counting = true;
  return () => steps;
};

function counted(work) {
  return function run(...values) {
    step();
    const result = work.apply(this, values);
    step();
    return result;
  };
}

const { prepare } = SqliteDatabase.prototype;
SqliteDatabase.prototype.prepare = function prepareCounted(...args) {
  const statement = prepare.apply(this, args);
  if (!/^select|^pragma/i.test(args[0])) statement.run = counted(statement.run);
  return statement;
};

for (const name of ["renameSync", "writeFileSync", "fsyncSync"]) fs[name] = counted(fs[name]);
syncBuiltinESMExports();
