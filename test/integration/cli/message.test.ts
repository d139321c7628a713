import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCpis } from "../../support/cli.js";

const fixtures = fileURLToPath(new URL("../../fixtures/messages/", import.meta.url));

describe("cpis message", () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "cpis-message-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  it.each([
    ["query.xml", "query"],
    ["query-response.xml", "query-response"],
    ["no-record-reason.xml", "query-failed"],
    ["acknowledgement-error.xml", "application-acknowledgement"],
  ])(
    "reads %s as a %s, and writes it back without loss, whatever the files are called",
    async (name, kind) => {
      const parsed = await runCpis(["message", "parse", join(fixtures, name)]);
      expect(parsed.err).toBe("");
      expect(parsed.exitCode).toBe(0);
      expect(Object.keys(JSON.parse(parsed.out) as object)[0]).toBe("kind");
      expect(JSON.parse(parsed.out)).toMatchObject({ kind });
      const built = await runCpis(["message", "build", write("message.dat", parsed.out)]);
      expect(built.exitCode).toBe(0);
      const again = await runCpis(["message", "parse", "-"], { input: built.out });
      expect(again.out).toBe(parsed.out);
    },
  );

  it("ends with 1 and one line with the code and place of a malformed message, never its content", async () => {
    const xml = readFileSync(join(fixtures, "query-response.xml"), "utf8");
    const nhsNumber = /extension="(999[0-9]{7})"/.exec(xml)?.[1] ?? "none";
    for (const broken of [xml.slice(0, xml.length / 2), xml.replace(/<id root="[^"]+"\/>/, "")]) {
      const { exitCode, out, err } = await runCpis(["message", "parse", write("broken.xml", broken)]);
      expect(exitCode).toBe(1);
      expect(out).toBe("");
      expect(err.trimEnd().split("\n")).toHaveLength(1);
      expect(err).toMatch(/^cpis: CPIS_(XML|MESSAGE)_MALFORMED: /);
      expect(err).toMatch(/\(.*[a-z]+ .+\)$/m);
      expect(err).not.toContain(nhsNumber);
    }
  });

  it("refuses a document that is no CP-IS message", async () => {
    const { exitCode, err } = await runCpis(["message", "parse", "-"], { input: "<hello/>" });
    expect(exitCode).toBe(1);
    expect(err).toContain("CPIS_MESSAGE_UNKNOWN");
  });

  it("names a file that is not there", async () => {
    const { exitCode, err } = await runCpis(["message", "parse", join(folder, "gone.xml")]);
    expect(exitCode).toBe(1);
    expect(err).toContain("The file cannot be read: there is no such file.");
  });

  it.each([
    ["no JSON", "{"],
    ["an unknown kind", '{"kind":"question"}'],
    ["a query without its parts", '{"kind":"query"}'],
    ["a list", "[]"],
  ])("builds nothing from %s", async (_what, input) => {
    const { exitCode, out, err } = await runCpis(["message", "build", "-"], { input });
    expect(exitCode).toBe(1);
    expect(out).toBe("");
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err).toMatch(/^cpis: CPIS_MESSAGE_/);
  });
});
