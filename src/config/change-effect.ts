import { type Draft, valueAt } from "./draft.js";
import { listSettings, type SettingEntry } from "./setting-list.js";
import type { TakesEffect } from "./settings/setting.js";

/** What is known of one changed value: its nearest setting, and when it takes effect. */
export interface ChangeMeaning {
  readonly takesEffect: TakesEffect;
  readonly needsTwo: boolean;
  readonly description?: string;
  readonly danger?: string;
}

/**
 * Explains changes between two configurations.
 *
 * A group that comes or goes (a hospital's side, the hosted pages) is another gateway: whatever takes effect live inside it,
 * its coming and going waits for the next start.
 */
export function explainChanges(before: Draft, after: Draft): (path: string) => ChangeMeaning {
  const entries = listSettings();
  return (path) => {
    const plain = path.replace(/\[[^\]]*\]/g, "[]");
    const around = entries.filter(({ path: named }) => isWithin(plain, named));
    const [nearest] = [...around].sort((left, right) => right.path.length - left.path.length);
    const appears = around.some(
      ({ path: named, takesEffect }) =>
        takesEffect === "restart" &&
        !named.includes("[") &&
        (valueAt(before, named) === undefined) !== (valueAt(after, named) === undefined),
    );
    return {
      takesEffect: appears ? "restart" : (nearest?.takesEffect ?? "restart"),
      needsTwo: around.some(({ needsTwo }) => needsTwo),
      ...wordsOf(nearest, around),
    };
  };
}

function wordsOf(
  nearest: SettingEntry | undefined,
  around: readonly SettingEntry[],
): Pick<ChangeMeaning, "description" | "danger"> {
  const danger = nearest?.danger ?? around.find((each) => each.danger !== undefined)?.danger;
  return {
    ...(nearest === undefined ? {} : { description: nearest.description }),
    ...(danger === undefined ? {} : { danger }),
  };
}

/** Whether a path, with `[]` for places in lists, is a setting or stands inside it; `*` stands for any name. */
function isWithin(path: string, setting: string): boolean {
  const steps = stepsOf(path);
  return stepsOf(setting).every((step, index) => step === "*" || step === steps[index]);
}

// `locations[].id` is two steps into a list: the list, and a place in it.
function stepsOf(path: string): readonly string[] {
  return path.split(/\.|(?=\[\])/);
}
