import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderHazardLog } from "../../../scripts/render-hazard-log.mjs";

const folder = join(import.meta.dirname, "../../../docs/safety");

type Hazards = Parameters<typeof renderHazardLog>[0];

test("the hazard log says what hazards.json says; run scripts/generate-hazard-log.mjs", () => {
  const { hazards } = JSON.parse(readFileSync(join(folder, "hazards.json"), "utf8")) as { hazards: Hazards };
  expect(readFileSync(join(folder, "hazard-log.md"), "utf8")).toBe(renderHazardLog(hazards));
});

test("a hazard that is not controlled says so in its row, with the reason", () => {
  const planned = { id: "H-99", hazard: "A hazard", status: "planned", note: "Not built.", tests: [] };
  expect(renderHazardLog([planned])).toContain("| H-99 | A hazard |  | none | planned: Not built. |");
  expect(renderHazardLog([planned])).toContain("0 of 1 hazards are controlled.");
});
