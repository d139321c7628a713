/** A peer's code as logs and audit may hold it: what is no code, and might be anything, is not repeated. */
export function printableCode(code: string): string {
  return /^[\w.:-]{1,40}$/.test(code) ? code : "unprintable";
}
