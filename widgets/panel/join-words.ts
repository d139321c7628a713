/** `you, East Assessment Team and Emergency Duty Team`. */
export const joinWords = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

/** `1,239`: the thousands of a large council stand apart. */
export const formatCount = (count: number): string => count.toLocaleString("en-GB");
