/** What is refused of a sign-in; part of the one table of codes. */
export const signInCodes = {
  CPIS_SESSION_MISSING: {
    category: "not-permitted",
    text: "Nobody is signed in: no session came with the request, or it has ended.",
  },
  CPIS_STEP_UP_NEEDED: {
    category: "not-permitted",
    text: "This needs a fresh sign-in: sign in once more, then repeat it.",
  },
  CPIS_REQUEST_FORGED: {
    category: "not-permitted",
    text: "The request did not come from the console's own page: its origin or its token is another.",
  },
  CPIS_SIGN_IN_UNAVAILABLE: {
    category: "unavailable",
    text: "The sign-in service cannot be reached, or does not answer as it should.",
  },
  CPIS_SIGN_IN_DECLINED: {
    category: "rejected",
    text: "The sign-in service did not sign anybody in: the person gave up, or it said no.",
  },
  CPIS_SIGN_IN_EXPIRED: {
    category: "not-permitted",
    text: "The sign-in took too long, or was never begun here.",
  },
  CPIS_SIGN_IN_REPLAYED: {
    category: "not-permitted",
    text: "The answer of the sign-in service was used before; each signs in once.",
  },
  CPIS_SIGN_IN_FORGED: {
    category: "not-permitted",
    text: "The sign-in was begun in another browser, or in another window of this one.",
  },
  CPIS_SIGN_IN_REJECTED: {
    category: "not-permitted",
    text: "The answer of the sign-in service failed a check: its signature, audience, times or nonce.",
  },
  CPIS_SIGN_IN_LEVEL_TOO_LOW: {
    category: "not-permitted",
    text: "The person proved who they are less strongly than is configured.",
  },
  CPIS_SIGN_IN_NO_ROLE: {
    category: "not-permitted",
    text: "The sign-in service names no job with a role code for this person.",
  },
  CPIS_SIGN_IN_NOT_PERMITTED: {
    category: "not-permitted",
    text: "The person's job gives no role here, or is at another organisation.",
  },
  CPIS_SIGN_IN_OTHER_PERSON: {
    category: "not-permitted",
    text: "The fresh sign-in was of another person, or in another job, than the session's.",
  },
} as const;
