/**
 * Names the words that the banner of this build shows, for safety reports: what was on a screen can be told from it years
 * later. `scripts/name-wording.mjs` writes it; a test holds it against the words.
 */
export const wordingHash = "5feef1133d6f";
