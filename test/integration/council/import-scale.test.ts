import { fork } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startImportGateway, type ImportGateway } from "../../support/import-gateway.js";

/** 20,000 in the everyday run; the 200,000 with CPIS_IMPORT_ROWS=200000. */
const rows = Number(process.env["CPIS_IMPORT_ROWS"] ?? 20_000);

let gateway: ImportGateway;
let folder: string;

beforeEach(async () => {
  gateway = await startImportGateway();
  folder = mkdtempSync(join(tmpdir(), "cpis-scale-"));
});

afterEach(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

function nhsNumber(index: number): string | undefined {
  const nine = `999${String(index).padStart(6, "0")}`;
  let sum = 0;
  for (let place = 0; place < 9; place += 1) sum += Number(nine[place]) * (10 - place);
  const check = (11 - (sum % 11)) % 11;
  return check < 10 ? `${nine}${check}` : undefined;
}

// Every thousandth row has a date that no calendar has.
function* lines(): Generator<string> {
  yield "localId,nhsNumber,familyName,givenNames,birthDate,statusCode,statusFrom\n";
  for (let index = 0; index < rows; index += 1) {
    const birth = index % 1_000 === 999 ? "30/02/2015" : "2015-02-03";
    yield `NS-${index},${nhsNumber(index) ?? ""},Fernsby,Milo,${birth},CPP,2026-01-05\n`;
  }
}

function* jsonPieces(): Generator<string> {
  for (let index = 0; index < rows; index += 1) {
    const birthDate = index % 1_000 === 999 ? "30/02/2015" : "2015-02-03";
    const number = nhsNumber(index);
    const child = {
      ...(number === undefined ? {} : { nhsNumber: number }),
      familyName: "Fernsby",
      givenNames: ["Milo"],
      birthDate,
    };
    const one = { localId: `NS-${index}`, child, statuses: [{ code: "CPP", from: "2026-01-05" }] };
    yield `${index === 0 ? "[" : ","}${JSON.stringify(one)}\n`;
  }
  yield "]";
}

interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
  readonly highestMb: number;
}

async function run(...options: readonly string[]): Promise<Ended> {
  const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const child = fork(
    at("import-process.ts"),
    ["upload", "--gateway", gateway.url, "--take-good", "--no-send", ...options],
    {
      silent: true,
      env: { PATH: process.env["PATH"], CPIS_USER_TOKEN: "token" },
      // The whole file, parsed, would not fit by far.
      execArgv: ["--max-old-space-size=96", "--import", at("../gateway/typescript-sources.mjs")],
    },
  );
  let [out, err, highestMb] = ["", "", 0];
  child.stdout?.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr?.on("data", (part: Buffer) => (err += part.toString()));
  child.on("message", (message: { readonly highestMb: number }) => ({ highestMb } = message));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exitCode, out, err, highestMb };
}

describe(`an import of ${rows} rows`, () => {
  test.each([
    ["cases.csv", lines],
    ["cases.json", jsonPieces],
  ])(
    "from %s runs in little memory, shows its progress, names every fault and takes the rest",
    { timeout: 60_000 + rows * 3 },
    async (name, content) => {
      const file = join(folder, name);
      await pipeline(Readable.from(content()), createWriteStream(file));
      const { exitCode, out, err, highestMb } = await run("--file", file);
      console.info(`${name}: ${rows} rows, at most ${highestMb} MB resident`);
      const bad = Math.floor(rows / 1_000);
      expect(err).toContain("10000 cases checked, ");
      expect(out.match(/^row \d+, .*birthDate: is not a date/gm)).toHaveLength(bad);
      expect(out).toContain(`${rows} cases: ${bad} not fit to be taken, ${bad} faults.`);
      expect(out).toContain(`${rows - bad} saved, 0 unchanged, ${bad} NOT taken.`);
      expect(exitCode).toBe(1);
      expect(gateway.saved.size).toBe(rows - bad);
      expect(gateway.saved.has("NS-999")).toBe(false);
    },
  );
});
