// What a secret looks like in a file. Each entry: what it is, how it is found, and when a find is harmless.

const letters = "[A-Za-z0-9+/_-]";

/** Bits for each character of a text; random base64 has about 5, words have about 4 or less. */
export function entropyOf(text) {
  const counts = new Map();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}

const isRandom = (text) =>
  entropyOf(text) > 4.2 && /[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);

/** @type {readonly { what: string, pattern: RegExp, counts?: (found: RegExpMatchArray) => boolean }[]} */
export const secretPatterns = [
  {
    what: "a private key",
    pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\\n|\s)*([A-Za-z0-9+/=\s\\]+)/g,
    // The form alone, as tests write it, is no key.
    counts: ([, body]) => body.replaceAll(/\\n|[\s\\]/g, "").length > 40,
  },
  { what: "a signed token", pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g },
  { what: "a GitHub token", pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g },
  { what: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36,}\b/g },
  { what: "an AWS key", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: "a Slack token", pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/g },
  {
    what: "a password in an address",
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`$]+:[^\s/:@"'`$]{3,}@[a-z0-9]/gi,
  },
  {
    what: "a secret assigned in place",
    pattern: new RegExp(
      `(?:password|passphrase|secret|sealing_?key|shared_?key|api_?key|token)["']?\\s*[:=]\\s*["'\`](${letters}{16,}={0,2})["'\`]`,
      "gi",
    ),
    counts: ([, value]) => isRandom(value),
  },
  {
    what: "32 random bytes in base64",
    pattern: /(?<![A-Za-z0-9+/_-])([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/g,
    counts: ([, value]) => isRandom(value),
  },
];

/** Every secret in a text: what it is and the line it begins on. Never its value. */
export function findSecrets(text) {
  return secretPatterns.flatMap(({ what, pattern, counts }) =>
    [...text.matchAll(pattern)]
      .filter((found) => counts?.(found) ?? true)
      .map((found) => ({ what, line: text.slice(0, found.index).split("\n").length })),
  );
}
