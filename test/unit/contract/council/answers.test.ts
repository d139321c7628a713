import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CpisError, type Issue } from "../../../../src/errors/cpis-error.js";
import { contractSamples, type ContractSample } from "../../../support/council-contract-samples.js";

type Path = readonly (string | number)[];

const named = contractSamples.map((sample) => [sample.name, sample] as const);

function issuesOf({ parse }: Pick<ContractSample, "parse">, body: unknown): readonly Issue[] | undefined {
  try {
    parse(body);
    return undefined;
  } catch (error) {
    if (CpisError.is(error, "CPIS_REQUEST_INVALID")) return error.issues;
    throw error;
  }
}

/** Every place of a JSON value, inner ones too. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);

function changed(
  value: unknown,
  path: Path,
  change: (parent: Record<string | number, unknown>, key: string | number) => void,
): unknown {
  const copy: unknown = structuredClone(value);
  const key = path.at(-1);
  if (key !== undefined) change(at(copy, path.slice(0, -1)) as Record<string | number, unknown>, key);
  return copy;
}

const replaced = (value: unknown, path: Path, by: unknown): unknown =>
  changed(value, path, (parent, key) => (parent[key] = by));
const written = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
const keyOf = (path: Path): string => path.findLast((key) => typeof key === "string") ?? "";

/** Places whose words are closed lists, in every answer. */
const words = new Set([
  "kind",
  "owner",
  "why",
  "state",
  "reason",
  "endCause",
  "reminders",
  "faults",
  "because",
  "phase",
  "environment",
  "troubles",
  "mapping",
  "needsPerson",
]);
/** Text of people and of codes, though the place has the name of a closed list elsewhere. */
const freeText = /^(deletions\[\d+\]|messages\[\d+\]\.dealtWith|uploads\[\d+\])\.reason$|^faults\[\d+\]/;
const moments =
  /^(?:since|notVisibleSince|alarmAt|confirmedAt|savedAt|serverTime|sentAt|answeredAt|createdAt|resendAt|takenAt|finishedAt|requestedAt|approvedAt|acceptedAt|receivedAt|lastReadAt|lastNoticeAt|oldestLeftSince|certificateEndsAt|sendAgainAskedAt)$/;
const days = /^(?:birthDate|dueDate|adoptedOn|start|end|endedOn|from|until|date)$/;

describe("an answer of the council's gateway", () => {
  test.each(named)("is read as it was written: %s", (_name, { parse, value }) => {
    expect(parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  test.each(named)("is read as it is or refused, whatever is missing: %s", (_name, sample) => {
    const paths = pathsOf(sample.value).filter((path) => path.length > 0);
    fc.assert(
      fc.property(fc.subarray([...paths], { maxLength: Math.min(4, paths.length) }), (missing) => {
        const body = structuredClone(sample.value);
        for (const path of missing) {
          const parent = path
            .slice(0, -1)
            .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], body);
          if (typeof parent === "object" && parent !== null && !Array.isArray(parent))
            Reflect.deleteProperty(parent, path.at(-1) ?? "");
        }
        const issues = issuesOf(sample, body);
        if (issues === undefined) expect(sample.parse(body)).toEqual(body);
        else expect(issues.every(({ message }) => message !== "")).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test.each(named)(
    "with a value of another shape is refused at its place, and the value is not repeated: %s",
    (_name, sample) => {
      for (const path of pathsOf(sample.value)) {
        const value = at(sample.value, path);
        for (const other of [null, true, 4711.5, "a secret", ["a secret"], { secret: "a secret" }]) {
          if (typeof other === typeof value && Array.isArray(other) === Array.isArray(value)) continue;
          const body = path.length === 0 ? other : replaced(sample.value, path, other);
          const issues = issuesOf(sample, body);
          expect(issues, `${written(path)} = ${JSON.stringify(other)}`).toBeDefined();
          expect(issues?.some((issue) => issue.path.startsWith(written(path)))).toBe(true);
          expect(JSON.stringify(issues)).not.toContain("secret");
        }
      }
    },
  );

  test.each(named)(
    "with a word that no list has is refused, never drawn as another (H-21): %s",
    (_name, sample) => {
      for (const path of pathsOf(sample.value)) {
        if (
          typeof at(sample.value, path) !== "string" ||
          !words.has(keyOf(path)) ||
          freeText.test(written(path))
        )
          continue;
        for (const word of ["clear", "", "constructor", "__proto__"]) {
          expect(issuesOf(sample, replaced(sample.value, path, word)), written(path)).toBeDefined();
        }
      }
    },
  );

  test.each(named)("with a moment or a day that is none is refused (H-27): %s", (_name, sample) => {
    for (const path of pathsOf(sample.value)) {
      const value = at(sample.value, path);
      // The sender of a message, not a day.
      if (typeof value !== "string" || /^messages.*from$/.test(written(path))) continue;
      const wrong = moments.test(keyOf(path))
        ? ["2026-11-19T02:00:00", "2026-11-19", "2026-13-19T02:00:00Z", "yesterday", ""]
        : days.test(keyOf(path))
          ? ["2026-02-30", "2026-13-01", "19/11/2026", "2026-11-19T00:00:00Z", "20261119", ""]
          : [];
      for (const other of wrong) {
        expect(
          issuesOf(sample, replaced(sample.value, path, other)),
          `${written(path)} ${other}`,
        ).toBeDefined();
      }
    }
  });

  test.each(named)(
    "of a later version is read: what is not known yet is left out: %s",
    (_name, { parse, value }) => {
      expect(parse({ ...value, later: { than: "this" } })).toEqual(value);
    },
  );
});
