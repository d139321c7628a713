// Medians and ranges, as the tables of docs/benchmarks.md have them.

/** The middle value, the upper one of two. */
export function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The median with the range over the rounds. */
export function inWords(values, unit) {
  const sorted = [...values].sort((one, other) => one - other);
  return `${middle(sorted).toFixed(1)} ${unit} (${sorted[0].toFixed(1)}–${sorted.at(-1).toFixed(1)})`;
}
