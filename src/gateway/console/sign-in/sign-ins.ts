import type { ServiceIdentifier } from "inversify";
import type { ConsolePlan } from "../../../config/console-plan.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditEntry, AuditTrail } from "../../../ports/audit.js";
import type { Clock, Logger } from "../../../ports/runtime.js";
import type { ConsoleSession, ConsoleSessions, OpenedSession } from "../console-session.js";
import { actorOf, consolePerson, consoleRolesOf, permittedJobs, userClaims } from "./admission.js";
import type { HandOvers } from "./hand-overs.js";
import type { IdentityProvider } from "./identity-provider.js";
import { createJobChoices, type JobChoice } from "./job-choices.js";
import { createSignInAttempts } from "./sign-in-attempts.js";
import { checkLevel, readPerson, type NationalRole, type VouchedPerson } from "./vouched-person.js";

/** What somebody signs in for. */
export type SignInPurpose =
  | { readonly kind: "console"; readonly returnTo: string; readonly instead?: string }
  /** Once more, for a dangerous action: the same person in the same job. */
  | {
      readonly kind: "step-up";
      readonly returnTo: string;
      readonly session: Pick<ConsoleSession, "id" | "userId" | "actor">;
    }
  /** For a banner page whose host says no user. */
  | {
      readonly kind: "banner";
      readonly locationId: string;
      readonly returnTo: string;
      /** Of the page that asked: the code is for nobody else. */
      readonly challenge: string;
    };

/** How a sign-in went on. */
export type SignInResult =
  | { readonly kind: "signed-in"; readonly opened: OpenedSession; readonly returnTo: string }
  /** The code is for the banner page that asked. */
  | { readonly kind: "handed-over"; readonly code: string; readonly returnTo: string }
  /** Several jobs: the person says in which. */
  | { readonly kind: "choose"; readonly browserSecret: string };

/** Signing in, from the first redirect to the session. */
export interface SignIns {
  /** Throws `CPIS_SIGN_IN_UNAVAILABLE`. */
  begin(purpose: SignInPurpose): Promise<{ readonly address: string; readonly browserSecret: string }>;
  /** Takes what the provider sent the browser back with. Throws the codes of `CPIS_SIGN_IN_…`; refusals are audited. */
  finish(returned: URLSearchParams, browserSecret: string | undefined): Promise<SignInResult>;
  /** What a sign-in under way is for, without using it up. */
  kindOf(state: string | null, browserSecret: string | undefined): SignInPurpose["kind"] | undefined;
  choice(browserSecret: string | undefined): JobChoice<SignInPurpose>;
  choose(
    browserSecret: string | undefined,
    made: { readonly formToken: string; readonly roleProfileId: string },
  ): Promise<SignInResult>;
}

export const SignIns: ServiceIdentifier<SignIns> = Symbol("SignIns");

/** What sign-ins work with. */
export interface SignInParts {
  readonly plan: ConsolePlan;
  readonly provider: IdentityProvider;
  /** Whose people may sign in for a banner page: this organisation's, in whatever job. */
  readonly organisation: string;
  readonly sessions: ConsoleSessions;
  readonly handOvers: HandOvers;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Nobody gets a session before its audit row is durable. */
export function createSignIns(parts: SignInParts): SignIns {
  const { provider, clock, logger } = parts;
  const attempts = createSignInAttempts<SignInPurpose>(clock);
  const choices = createJobChoices<SignInPurpose>(clock);
  return {
    async begin(purpose) {
      const { checks, browserSecret } = attempts.begin(purpose, purpose.kind === "step-up");
      return { address: await provider.addressFor(checks), browserSecret };
    },
    async finish(returned, browserSecret) {
      const { checks, purpose } = attempts.take(returned.get("state") ?? "", browserSecret);
      const answer = await provider.answerTo(returned, checks);
      const person = readPerson(answer);
      const jobs = await audited(parts, purpose, person, () => {
        checkLevel(answer, parts.plan.signIn);
        return jobsFor(purpose, person, parts);
      });
      const [job] = jobs;
      if (jobs.length > 1 || job === undefined)
        return { kind: "choose", browserSecret: choices.hold({ purpose, person, jobs }) };
      return admit(parts, purpose, person, job);
    },
    kindOf: (state, browserSecret) => (attempts.peek(state) ?? choices.peek(browserSecret))?.kind,
    choice: (browserSecret) => choices.look(browserSecret),
    async choose(browserSecret, made) {
      const { choice, job } = choices.take(browserSecret, made);
      logger.info("sign-in-job-chosen", { count: choice.jobs.length });
      return admit(parts, choice.purpose, choice.person, job);
    },
  };
}

function jobsFor(
  purpose: SignInPurpose,
  person: VouchedPerson,
  { plan, organisation }: SignInParts,
): readonly NationalRole[] {
  // Which activity is needed depends on the location, and is decided with every request, as for any host's user.
  if (purpose.kind === "banner") return permittedJobs(person, [organisation], () => true);
  const jobs = permittedJobs(
    person,
    plan.organisations,
    (role) => consoleRolesOf(role, plan.roles).length > 0,
  );
  if (purpose.kind === "console") return jobs;
  const { userId, actor } = purpose.session;
  const same = jobs.filter(({ roleProfileId }) => roleProfileId === actor.roleProfileId);
  if (person.userId !== userId || same.length === 0) throw new CpisError("CPIS_SIGN_IN_OTHER_PERSON");
  return same;
}

async function audited<T>(
  { audit, clock }: SignInParts,
  purpose: SignInPurpose,
  person: VouchedPerson,
  decide: () => T,
): Promise<T> {
  try {
    return decide();
  } catch (error) {
    if (!CpisError.is(error)) throw error;
    const details = { purpose: purpose.kind };
    await audit.append([
      { at: clock.now(), action: "sign-in-refused", actor: actorOf(person), reason: error.code, details },
    ]);
    throw error;
  }
}

async function admit(
  { plan, sessions, handOvers, audit, clock }: SignInParts,
  purpose: SignInPurpose,
  vouched: VouchedPerson,
  job: NationalRole,
): Promise<SignInResult> {
  if (purpose.kind === "banner") {
    const { locationId, challenge } = purpose;
    const details = { purpose: purpose.kind };
    const actor = actorOf(vouched, job);
    await audit.append([{ at: clock.now(), action: "signed-in", actor, locationId, details }]);
    const code = handOvers.leave(userClaims(vouched, job), challenge);
    return { kind: "handed-over", code, returnTo: purpose.returnTo };
  }
  const person = consolePerson(vouched, job, plan);
  const isStepUp = purpose.kind === "step-up";
  const entry: AuditEntry = {
    at: clock.now(),
    action: isStepUp ? "stepped-up" : "signed-in",
    actor: person.actor,
    details: { roles: person.roles.join(" ") },
  };
  await audit.append([entry]);
  const { returnTo } = purpose;
  if (purpose.kind === "step-up") {
    const opened = sessions.begin(person, { steppedUp: true, instead: purpose.session.id });
    return { kind: "signed-in", opened, returnTo };
  }
  // Whoever was signed in here before is not any more; nothing of theirs is taken over.
  if (purpose.instead !== undefined) sessions.end(purpose.instead);
  return { kind: "signed-in", opened: sessions.begin(person), returnTo };
}
