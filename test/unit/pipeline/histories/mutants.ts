import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { runInThisContext } from "node:vm";
import { rollup, type RollupCache } from "rollup";
import * as rxjs from "rxjs";
import { fromSources } from "../../../support/bundle.js";
import type { playHistories } from "./play.js";

const root = join(import.meta.dirname, "../../../..");

/** One place in the sources, put wrong. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A defect somebody could make. Where two looks guard one thing, it blinds both. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
}

const one = (file: string, from: string, to: string): readonly Edit[] => [{ file, from, to }];

const context = "src/pipeline/host-context.ts";
const arbiter = "src/pipeline/context-arbiter.ts";
const lookup = "src/pipeline/patient-lookup.ts";
const agreement = "adapters/agreement.ts";
const session = "adapters/message-port-session.ts";

/** What the histories must catch. */
export const mutants: readonly Mutant[] = [
  {
    name: "a close is not heard",
    edits: one(
      context,
      `{ ...current, seq } : { ...next, kind: "none" }`,
      `{ ...current, seq } : { ...current, seq }`,
    ),
  },
  { name: "an old event counts", edits: one(context, "if (event.seq <= current.seq) return current;", "") },
  {
    name: "another patient is taken for more details",
    edits: one(
      context,
      `return { ...next, kind: "patient", ...contentsOf`,
      `return { ...next, revision: current.kind === "patient" ? current.revision : next.revision, kind: "patient", ...contentsOf`,
    ),
  },
  {
    name: "a lost context is only noted",
    edits: one(
      context,
      `case "lost":`,
      `case "lost": if (current.kind === "patient") return { ...current, seq };`,
    ),
  },
  {
    name: "another number is taken for more details",
    edits: one(context, "before === after &&\n    current", "current"),
  },
  {
    name: "an update of a patient who is not open is believed",
    edits: one(context, "return event.key === current.key\n", "return true\n"),
  },
  {
    name: "a page that was frozen goes on",
    edits: one(arbiter, "together(inputs.interruptions, watches(newest, inputs))", "watches(newest, inputs)"),
  },
  {
    name: "a host's silence is not noticed",
    edits: one(arbiter, "unless(contexts, inputs.silenceMs,", "unless(contexts, undefined,"),
  },
  {
    name: "an unused screen is not cleared",
    edits: one(arbiter, "unless(inputs.activity, ms,", "unless(inputs.activity, undefined,"),
  },
  {
    name: "the arbiter hears an older context after the newest",
    edits: one(arbiter, "changes.pipe(map(() => current))", "changes"),
  },
  {
    name: "what was asked about the patient before is followed on",
    edits: [
      { file: lookup, from: "switchMap((context) => {", to: "mergeMap((context) => {" },
      { file: lookup, from: "=> arbiter.holds(context);", to: "=> true;" },
    ],
  },
  {
    name: "an answer to another lookup is taken",
    edits: one(
      "src/pipeline/ask-gateway.ts",
      `(update.kind !== "view" || update.view.lookupId === request.lookupId)`,
      "true",
    ),
  },
  {
    name: "a record of another child is drawn",
    edits: one(
      "src/pipeline/guard-identity.ts",
      `if (state.kind !== "record") return state;`,
      "return state;",
    ),
  },
  {
    name: "the dwell time is skipped",
    edits: one("src/pipeline/attempt-lookup.ts", "after(leftMs,", "after(leftMs * 0,"),
  },
  {
    name: "an answer stays past its time",
    edits: one(
      "src/pipeline/lookup-progress.ts",
      `if (progress.view?.version !== event.version) return progress;`,
      "return progress;",
    ),
  },
  {
    name: "a banner that wiped itself gets its old key before the new view",
    edits: one(
      "src/plugin/bind-element.ts",
      "element.view = screen.view();\n    element.contextKey = screen.contextKey();",
      "element.contextKey = screen.contextKey();\n    element.view = screen.view();",
    ),
  },
  {
    name: "a clock that jumps is not noticed",
    edits: one("src/pipeline/clock-jumps.ts", "subscriber.next(undefined);", "undefined;"),
  },
  {
    name: "of two sources that disagree the first is believed",
    edits: one(agreement, "?? left;\n    close();", "?? left;"),
  },
  {
    name: "a source that drops out leaves its patient",
    edits: one(agreement, "if (hasVoted || reason ===", "if (reason ==="),
  },
  {
    name: "details lead out of a lost context",
    edits: one(agreement, `word === "open" || mayOpenByUpdate`, "true"),
  },
  {
    name: "a hosted page does not notice its host's silence",
    edits: one(session, `lose("CPIS_HOST_SILENT", "disconnected");`, ""),
  },
  {
    name: "a hosted page believes a message said before",
    edits: one(session, "if (message.seq <= contextSeq) {", "if (message.seq < 0) {"),
  },
  {
    name: "a banner that wiped itself at a repeated word is left blank",
    edits: one("adapters/element-context.ts", "isWiped === true || ", ""),
  },
  {
    name: "a patient is read from the element without asking what the attributes say",
    edits: one("adapters/element-adapter.ts", "contradict(property, attributes))", "false)"),
  },
];

let cache: RollupCache | undefined;

/**
 * The histories over our sources, bundled, which plays them three times as fast; with something put wrong, where wanted.
 *
 * Throws where the place to put wrong is not there exactly once.
 */
export async function historiesOver(edits: readonly Edit[]): Promise<typeof playHistories> {
  const made = await rollup({
    cache,
    input: join(import.meta.dirname, "play.ts"),
    external: ["rxjs"],
    plugins: [
      {
        name: "defect",
        load(id) {
          const here = edits.filter(
            ({ file }) => id === join(root, ...file.split("/")) || id.endsWith(`${sep}${file}`),
          );
          if (here.length === 0) return null;
          return here.reduce(
            (code, { from, to }) => {
              if (code.split(from).length !== 2) throw new Error(`not there exactly once: ${from}`);
              return code.replace(from, () => to);
            },
            readFileSync(id, "utf8"),
          );
        },
      },
      fromSources,
    ],
  });
  const { output } = await made.generate({ format: "cjs", inlineDynamicImports: true });
  await made.close();
  cache = made.cache;
  const exported: { playHistories?: typeof playHistories } = {};
  // The bundle is our own code with one word changed.
  const run = runInThisContext(`(function (require, exports) {${output[0].code}})`) as (
    require: () => unknown,
    exports: unknown,
  ) => void;
  run(() => rxjs, exported);
  if (exported.playHistories === undefined) throw new Error("the bundle exports nothing");
  return exported.playHistories;
}
