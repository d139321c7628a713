/** One thing every implementation of a port must do. Fails by throwing, so that any test runner can run it. */
export interface ContractCase<Subject> {
  /** A sentence about behaviour. */
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

/** Throws where two values differ as JSON; keys in any order. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [stable(actual), stable(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
}

/** Throws where a promise does not reject with this code. */
export async function expectCode(promise: Promise<unknown>, code: string): Promise<void> {
  const outcome = await promise.then(
    () => "it succeeded",
    (error: unknown) =>
      typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error),
  );
  expectEqual(outcome, code, "error code");
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
