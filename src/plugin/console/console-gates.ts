import type { ConsoleForms } from "../../domain/console-act.js";
import type { ConsoleGate } from "../../domain/console-view.js";
import { CpisError } from "../../errors/cpis-error.js";

const signIn = { href: "/console/sign-in", label: "Sign in" };

/** Nobody is signed in, or not any more. */
export const signInGates = {
  needed: {
    kind: "gate",
    heading: "CP-IS console",
    lead: "For administrators, safeguarding leads and auditors of this site. Sign in with your smartcard or your organisation’s sign-in.",
    link: signIn,
  },
  over: {
    kind: "gate",
    heading: "Your session has ended",
    lead: "Nothing that was on screen is kept. What was not sent has not been done.",
    link: signIn,
  },
  signedOut: {
    kind: "gate",
    heading: "You are signed out",
    lead: "Nothing that was on screen is kept.",
    link: signIn,
  },
} as const satisfies Record<string, ConsoleGate>;

/** Nobody gave this person a role that has a page. */
export const noRole: ConsoleGate = {
  kind: "gate",
  heading: "You do not have access to the console",
  lead: "You are signed in, and your role has no page here. Ask the administrator of this site.",
};

/** Another role has this page. */
export const notThisPage: ConsoleGate = {
  kind: "gate",
  heading: "Your role does not have this page",
  lead: "Choose one of the pages above.",
};

/** Why nothing can be shown. */
export function gateOf(error: unknown, wasSignedIn: boolean): ConsoleGate {
  if (CpisError.is(error, "CPIS_SESSION_MISSING")) return wasSignedIn ? signInGates.over : signInGates.needed;
  if (CpisError.is(error, "CPIS_ROLE_NOT_PERMITTED")) return notThisPage;
  if (CpisError.is(error, "CPIS_TOO_MANY_REQUESTS"))
    return {
      kind: "gate",
      heading: "Too many requests",
      lead: "The gateway takes no more for now. Wait a minute.",
      retry: "Try again",
    };
  return {
    kind: "gate",
    heading: "The gateway does not answer",
    lead: "How it is cannot be said from here. Staff may be reading “Could not check CP-IS”: look at the machine, and follow the downtime page.",
    retry: "Try again",
  };
}

/** What a refused act means; whether anything was done is always said. */
export function refusalText(error: unknown): string {
  const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
  const words: Partial<Record<string, string>> = {
    CPIS_ROLE_NOT_PERMITTED: "Not done: your role may not do this, or you are the one who asked.",
    CPIS_REQUEST_FORGED:
      "Not done: the gateway did not take this for a press on its own page. Read the page again.",
    CPIS_REQUEST_INVALID: "Not done: something in the form cannot be right. Look at what you filled in.",
    CPIS_CONFIG_INVALID: "Not done: the configuration has faults. Check it.",
    CPIS_TOO_MANY_REQUESTS: "Not done: too many requests. Wait a minute.",
    CPIS_GATEWAY_UNREACHABLE:
      "The gateway did not answer. It may have been done: read the page again before you press once more.",
  };
  return words[code] ?? `Not done: the gateway refused it (${code}).`;
}

/** After one more sign-in: nothing is done by it. */
export function resumedText(form: ConsoleForms): string {
  const rest =
    form.kind === "export" || form.kind === "search" ? " An NHS number is not kept: write it again." : "";
  return `You have signed in once more. Nothing has been done yet: press the button again to go on.${rest}`;
}
