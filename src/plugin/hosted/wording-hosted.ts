import { londonTime } from "../../domain/instant.js";
import type { ErrorCode } from "../../errors/codes.js";

const faults: Partial<Readonly<Record<ErrorCode, string>>> = {
  CPIS_HOST_SILENT: "Your record system has stopped answering this banner.",
  CPIS_HOST_VERSION_UNSUPPORTED: "Your record system and this banner are of different versions.",
  CPIS_HOST_NOT_CONFIGURED: "This page was not opened by your record system.",
  CPIS_LAUNCH_EXPIRED: "This link can no longer be used. Open the patient again from your record system.",
  CPIS_LAUNCH_REPLAYED: "This link was used before. Open the patient again from your record system.",
};

const other = "Your record system sent something that this banner does not understand.";

/** What a fault of the host's means to the person in front of the screen. */
export function faultWords(code: ErrorCode): string {
  return `${faults[code] ?? other} Nothing is known about who is open: treat as not checked.`;
}

/** The gateway is gone. What is on screen may still stand there, so the words must not deny it. */
export function gatewayLostWords(since: string): string {
  const { time } = londonTime(Date.parse(since));
  return `No connection to CP-IS since ${time}: nothing new can arrive. Do not take anything missing here for an answer.`;
}

/** The host names no user, and somebody may sign in here. */
export const askToSignInWords = (): { readonly button: string; readonly text: string } => ({
  button: "Sign in to check",
  text: "Your record system does not say who you are. Whoever signs in is named to the council.",
});

/** Who asks now, so that nobody asks in another's name unseen (H-33). */
export const signedInWords = (name: string): { readonly button: string; readonly text: string } => ({
  button: "Sign out",
  text: `Checks here are made in the name of ${name}.`,
});

/** It did not work; nothing was asked. */
export const signInFailedWords = (): { readonly button: string; readonly text: string } => ({
  button: "Sign in to check",
  text: "You are not signed in. The window may have been blocked: allow it, and try again.",
});
