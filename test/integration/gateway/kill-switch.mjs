// Preloaded into a gateway's process by the kill test: counts everything that reaches the disk or the network, and kills
// the process at the step the test has chosen. Nothing in the product knows about it.
import fs from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";

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

process.on("message", (message) => {
  if (message.arm !== undefined) {
    steps = 0;
    killAt = message.arm ?? Infinity;
    counting = true;
    process.send({ armed: true });
  }
  if (message.count) process.send({ steps });
});

const { prepare } = SqliteDatabase.prototype;
SqliteDatabase.prototype.prepare = function prepareCounted(...args) {
  const statement = prepare.apply(this, args);
  const { run } = statement;
  statement.run = function runCounted(...values) {
    step();
    const result = run.apply(statement, values);
    step();
    return result;
  };
  return statement;
};

const { fdatasync } = fs;
fs.fdatasync = (handle, done) => {
  step();
  fdatasync(handle, (...result) => {
    step();
    done(...result);
  });
};
syncBuiltinESMExports();

const { write } = Socket.prototype;
Socket.prototype.write = function writeCounted(...args) {
  step();
  const result = write.apply(this, args);
  step();
  return result;
};
