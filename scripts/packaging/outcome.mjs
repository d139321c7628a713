// What an exercise found: [what, "held" | "failed" | "not run", why or how].
import { spawn, spawnSync } from "node:child_process";

/** Runs a check: what it returns is how it was done, what it throws is what failed. */
export async function held(what, check) {
  try {
    return { what, result: "held", note: (await check()) ?? "" };
  } catch (error) {
    return { what, result: "failed", note: error instanceof Error ? error.message : String(error) };
  }
}

/** What could not be tried here, and why. */
export function notRun(what, note) {
  return { what, result: "not run", note };
}

/** Where a program is installed, or undefined. */
export function programPath(name) {
  const found = spawnSync("sh", ["-c", `command -v ${name}`], {
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  return found.status === 0 ? found.stdout.toString().trim() : undefined;
}

/** Runs a program to its end; throws its own words where it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.status === 0) return result.stdout;
  const words = `${result.stderr ?? ""}${result.stdout ?? ""}${result.error?.message ?? ""}`.trim();
  throw new Error(`${command} ${args[0] ?? ""}: ${words.split("\n").slice(-3).join(" ")}`);
}

/** The same for a program that talks to this process, which must not stand still meanwhile: exit code and what was printed. */
export function runBeside(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const printed = { out: "", err: "" };
    child.stdout.on("data", (part) => (printed.out += part));
    child.stderr.on("data", (part) => (printed.err += part));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...printed }));
  });
}

/** Throws unless both are the same. */
export function expectSame(found, expected, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: expected ${other}, found ${one}`);
}
