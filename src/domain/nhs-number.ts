/**
 * NHS numbers: ten digits with a Modulus 11 check digit.
 *
 * Nothing in the CP-IS schemas checks the digits, so this check runs before any query.
 */

declare const brand: unique symbol;

/** Ten digits, check digit verified. Only `parseNhsNumber` makes one. */
export type NhsNumber = string & { readonly [brand]: "NhsNumber" };

/** Why a text is not an NHS number. */
export type NhsNumberFault = "missing" | "invalid";

/** The result of reading an NHS number: either the number, or the reason why it is none. */
export type NhsNumberReading =
  | { readonly ok: true; readonly nhsNumber: NhsNumber }
  | { readonly ok: false; readonly fault: NhsNumberFault };

/** Reads an NHS number as people write it: spaces and hyphens between digits are accepted, nothing else is. */
export function parseNhsNumber(text: string | undefined): NhsNumberReading {
  const digits = (text ?? "").replace(/[\s-]/g, "");
  if (digits === "") return { ok: false, fault: "missing" };
  if (!/^[0-9]{10}$/.test(digits) || !hasValidCheckDigit(digits)) return { ok: false, fault: "invalid" };
  return { ok: true, nhsNumber: digits as NhsNumber };
}

/** Whether a text is exactly ten digits with a valid check digit. */
export function isNhsNumber(text: string): text is NhsNumber {
  return /^[0-9]{10}$/.test(text) && hasValidCheckDigit(text);
}

/** As CUI guidance displays it: `999 526 0182`. */
export function formatNhsNumber(nhsNumber: NhsNumber): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
}

// Weights 10 to 2 on the first nine digits; 11 counts as 0, and 10 is never issued.
function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < 9; index += 1) sum += Number(digits[index]) * (10 - index);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]);
}
