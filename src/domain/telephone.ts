/** Why a text is not a telephone number that CP-IS could carry. */
export type TelephoneFault = "missing" | "invalid";

/** The result of reading a telephone number: national digits, or the reason why it is none. */
export type TelephoneReading =
  { readonly ok: true; readonly digits: string } | { readonly ok: false; readonly fault: TelephoneFault };

/**
 * Reads a British telephone number in the forms people write: `01632 960101`, `(01632) 960 101`, `+44 (0)1632 960101`.
 *
 * Gives national digits, because the wire allows digits only (cpis-messages 12.6). An extension or a second number in the
 * same text is refused: cutting it off would leave a number that reaches somebody else (H-28).
 */
export function parseTelephone(text: string | undefined): TelephoneReading {
  const written = (text ?? "").trim();
  if (written === "") return { ok: false, fault: "missing" };
  const plain = written.replace(/^\+44\s*(?:\(0\))?/, "0").replace(/[\s().-]/g, "");
  return /^0[1-9][0-9]{8,9}$/.test(plain) ? { ok: true, digits: plain } : { ok: false, fault: "invalid" };
}
