import { type Draft, recordsAt, textAt } from "../../config/draft.js";
import type { ConsoleDifference } from "../../contract/console.js";
import type { MonthCounts } from "./month-counts.js";

/** What the sentences are made of. */
export interface EffectInput {
  readonly before: Draft;
  readonly after: Draft;
  readonly differences: readonly ConsoleDifference[];
  readonly counts: MonthCounts;
}

const locationPath = /^locations\[([^\]]+)\]\.(accessMode|enabled)$/;

/**
 * What a change does, in sentences with numbers, for the two people who answer for it.
 *
 * The numbers are of the last 30 days: what a month was like, not what the next will be.
 */
export function describeEffects(input: EffectInput): readonly string[] {
  const { differences } = input;
  if (differences.length === 0) return [];
  const when = differences.some(({ takesEffect }) => takesEffect === "restart")
    ? "From the next start of the gateway"
    : "From approval";
  const sentences = [
    ...differences.flatMap((difference) => locationEffects(difference, when, input)),
    ...groupEffects(when, input),
  ];
  if (differences.some(({ takesEffect }) => takesEffect === "restart")) {
    sentences.push("Nothing of it takes effect before the gateway is started anew.");
  }
  return [...new Set(sentences)];
}

function locationEffects(
  { path, before, after }: ConsoleDifference,
  when: string,
  input: EffectInput,
): readonly string[] {
  const match = locationPath.exec(path);
  const [, id = "", setting] = match ?? [];
  if (match === null) return [];
  const name = nameOf(id, input);
  const month = `about ${String(input.counts.checks.get(id) ?? 0)} a month`;
  if (setting === "enabled") return enabledEffects(before, after, `${when}, `, name, month);
  if (before === undefined && after !== undefined)
    return [`${when}, checks can be made at ${name}. ${modeWords(after)}`];
  if (after === undefined) {
    return [
      `${when}, no check can be made at ${name}: ${month} were. Everybody there is shown as not checked.`,
    ];
  }
  return after === "scheduled"
    ? [`${when}, councils will not hear of checks made at ${name}: ${month}. No past check changes.`]
    : [
        `${when}, councils will hear of every check made at ${name} that finds a record. Checks there: ${month}. No past check changes.`,
      ];
}

function enabledEffects(
  before: string | undefined,
  after: string | undefined,
  when: string,
  name: string,
  month: string,
): readonly string[] {
  // A location that comes or goes is told of by its access mode.
  if (before === undefined || after === undefined) return [];
  return after === "false"
    ? [`${when}nobody is checked at ${name}: ${month} were. Everybody there is shown as not checked.`]
    : [`${when}patients are checked at ${name}.`];
}

function modeWords(mode: string): string {
  return mode === "scheduled"
    ? "Councils will not hear of them."
    : "Councils will hear of each that finds a record.";
}

function nameOf(id: string, { before, after }: EffectInput): string {
  const find = (draft: Draft): Draft | undefined =>
    recordsAt(draft, "locations").find(([, location]) => location["id"] === id)?.[1];
  const location = find(after) ?? find(before) ?? {};
  return textAt(location, "name") ?? id;
}

function groupEffects(when: string, input: EffectInput): readonly string[] {
  const { differences, counts } = input;
  const changed = (group: string): boolean =>
    differences.some(({ path }) => path === group || /^[.[]/.test(pathAfter(path, group)));
  const all = [...counts.checks.values()].reduce((sum, each) => sum + each, 0);
  const month = `about ${String(all)} checks a month`;
  const sentences: readonly (readonly [string, string])[] = [
    ["environment", `${when}, this gateway belongs to another national environment: ${month} go elsewhere.`],
    [
      "spine.silentReadForm",
      `${when}, silent reads are written in another form. If CP-IS does not understand it, councils may be told of planned care.`,
    ],
    [
      "spine.noRecordCodes",
      `${when}, other answers count as “no record”: ${String(counts.noRecord)} did in the last 30 days. No past answer changes.`,
    ],
    ["identity.nominatedPerson", `${when}, councils read another name where no person started a check.`],
    ["identity.rolesNeverAutomatic", `${when}, other roles check without a press: ${month} were made.`],
    ["identity.unscheduledActivity", `${when}, another activity code lets people check: ${month} were made.`],
    ["identity.scheduledActivity", `${when}, another activity code lets people check: ${month} were made.`],
    ["administrators", `${when}, other people can sign dangerous changes on the command line.`],
    ["console.roles", `${when}, other people may sign in to this console, or do other things in it.`],
    ["council.roles", `${when}, other people may see cases and notices, or send uploads.`],
    [
      "council.statusTable",
      `${when}, statuses of cases mean other plans: the next upload sends every child whose plans are then different.`,
    ],
  ];
  return sentences.filter(([group]) => changed(group)).map(([, sentence]) => sentence);
}

function pathAfter(path: string, group: string): string {
  return path.startsWith(group) ? path.slice(group.length) : "";
}
