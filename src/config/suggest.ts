/** The known word nearest to a mistyped one, or undefined where nothing is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, steps: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((left, right) => left.steps - right.steps);
  const best = ranked[0];
  if (best === undefined || best.steps > Math.max(2, Math.floor(best.candidate.length / 3))) return undefined;
  return best.candidate;
}

/** "Did you mean …?" or the words that are known, so that the message says what to change. */
export function adviseInstead(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? "Remove it." : `Remove it, or use one of: ${known.join(", ")}.`;
}

// Insertions, deletions and replacements that turn one word into the other.
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replace = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
