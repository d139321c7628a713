import { listSettings, type SettingEntry } from "./setting-list.js";
import { nearest } from "./suggest.js";

/**
 * The setting that a person means: by its place in a file (`locations[2].accessMode`), without brackets
 * (`locations.accessMode`), or by its variable (`CPIS_HTTP_PORT`).
 */
export function findSetting(key: string): SettingEntry | undefined {
  const wanted = plainKey(key);
  return listSettings().find(
    (entry) => entry.variable === key || plainKey(entry.path) === wanted || matchesName(entry.path, key),
  );
}

/** The settings inside a group, one level down or deeper. */
export function settingsInside(entry: SettingEntry): readonly SettingEntry[] {
  return listSettings().filter(
    ({ path }) => path.startsWith(entry.path) && /^[.[]/.test(path.slice(entry.path.length)),
  );
}

/** Settings that a mistyped key may have meant: those that end with its last word, or the one nearest to it. */
export function settingsLike(key: string): readonly string[] {
  const entries = listSettings();
  if (/^CPIS_/i.test(key)) {
    const near = nearest(
      key,
      entries.flatMap(({ variable }) => variable ?? []),
    );
    return near === undefined ? [] : [near];
  }
  const last = lastWord(plainKey(key));
  const sameWord = entries.filter(({ path }) => lastWord(plainKey(path)) === last).map(({ path }) => path);
  if (sameWord.length > 0) return sameWord;
  const near = nearest(
    plainKey(key),
    entries.map(({ path }) => plainKey(path)),
  );
  if (near !== undefined)
    return entries.filter(({ path }) => plainKey(path) === near).map(({ path }) => path);
  const word = nearest(last, [...new Set(entries.map(({ path }) => lastWord(plainKey(path))))]);
  return entries.filter(({ path }) => lastWord(plainKey(path)) === word).map(({ path }) => path);
}

function plainKey(key: string): string {
  return key.replace(/\[[0-9]*\]/g, "").toLowerCase();
}

function lastWord(key: string): string {
  return key.split(".").at(-1) ?? key;
}

// `*` stands for any name, such as an ODS code.
function matchesName(path: string, key: string): boolean {
  const steps = plainKey(path).split(".");
  const given = plainKey(key).split(".");
  return (
    steps.includes("*") &&
    steps.length === given.length &&
    steps.every((step, index) => step === "*" || step === given[index])
  );
}
