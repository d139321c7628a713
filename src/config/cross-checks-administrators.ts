import type { Issue } from "../errors/cpis-error.js";
import { type Draft, recordsAt } from "./draft.js";

/** Two administrators with one name or one key would be one person who approves alone. */
export function administratorFaults(draft: Draft): readonly Issue[] {
  const people = recordsAt(draft, "administrators");
  return people.flatMap(([index, person], place) =>
    (["id", "publicKey"] as const).flatMap((field) => {
      const value = person[field];
      const again = people.slice(0, place).some(([, each]) => each[field] === value);
      if (typeof value !== "string" || !again) return [];
      const path = `administrators[${String(index)}].${field}`;
      return [{ path, message: "is another administrator's too. Give each their own" }];
    }),
  );
}
