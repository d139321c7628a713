/** What the simulated provider can do wrong, by name. */
export type ProviderFault =
  /** The ID token carries another nonce than was sent. */
  | "wrong-nonce"
  /** The ID token ended ten minutes ago. */
  | "expired-token"
  /** The ID token is signed with a key that is not published. */
  | "unknown-key"
  /** The ID token was made for another client. */
  | "wrong-audience"
  /** The ID token names another issuer. */
  | "wrong-issuer"
  /** The ID token is signed by nobody. */
  | "unsigned"
  /** The answer carries no ID token at all. */
  | "no-id-token"
  /** The person proved who they are less strongly than was asked. */
  | "weak-proof"
  /** The sign-in that the token tells of was an hour ago, whatever was asked. */
  | "old-sign-in"
  /** The person has no job. */
  | "no-role"
  /** The person has a second job, as an auditor. */
  | "two-roles"
  /** What is told of the person is another person's. */
  | "another-subject"
  /** The person, or the provider, says no. */
  | "declined"
  /** The provider does not know the client's proof of itself. */
  | "client-refused"
  /** Addresses answer nothing that makes sense. */
  | "out-of-order";

/** Every fault. */
export const providerFaults: readonly ProviderFault[] = [
  "wrong-nonce",
  "expired-token",
  "unknown-key",
  "wrong-audience",
  "wrong-issuer",
  "unsigned",
  "no-id-token",
  "weak-proof",
  "old-sign-in",
  "no-role",
  "two-roles",
  "another-subject",
  "declined",
  "client-refused",
  "out-of-order",
];
