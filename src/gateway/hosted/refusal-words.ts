import type { ErrorCode } from "../../errors/codes.js";

const heading = "CP-IS was not checked";
const again = "Open the patient again from your record system.";
const askForHelp =
  "Opening it again will not help: ring the help desk. If you are worried about a child, ring the safeguarding team now.";

const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  CPIS_LAUNCH_EXPIRED: `This link is too old; a link lasts for a minute. ${again}`,
  CPIS_LAUNCH_REPLAYED: `This link has been used before; each works once. ${again}`,
  CPIS_LAUNCH_MISSING: `This page opens only from a patient's record. ${again}`,
  CPIS_LAUNCH_IN_CLEAR: `This link shows the patient to anybody who sees it, so it is not used. Tell the help desk that your record system makes such links. ${askForHelp}`,
};

/** What a refusal means to the person who followed the link. Never says anything about a patient. */
export function refusalWords(code: ErrorCode): { readonly heading: string; readonly text: string } {
  const text = words[code] ?? `This page was not opened in the way that is agreed. ${askForHelp}`;
  return { heading, text };
}
