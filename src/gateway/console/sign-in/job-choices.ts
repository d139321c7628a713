import { CpisError } from "../../../errors/cpis-error.js";
import type { Clock } from "../../../ports/runtime.js";
import { hashOf, secret } from "./sign-in-attempts.js";
import type { NationalRole, VouchedPerson } from "./vouched-person.js";

/** Somebody who holds several jobs that may sign in, and has not said yet in which. */
export interface JobChoice<P> {
  readonly purpose: P;
  readonly person: VouchedPerson;
  readonly jobs: readonly NationalRole[];
  /** Comes back with the choice: a page of another origin cannot know it. */
  readonly formToken: string;
}

/** Choices that are not made yet, in memory. */
export interface JobChoices<P> {
  /** Returns the secret by which the person's browser is known again. */
  hold(choice: Omit<JobChoice<P>, "formToken">): string;
  /** What a choice is for; undefined where there is none. */
  peek(browserSecret: string | undefined): P | undefined;
  /** Throws `CPIS_SIGN_IN_EXPIRED` where there is none. */
  look(browserSecret: string | undefined): JobChoice<P>;
  /** Uses a choice up. Throws `CPIS_SIGN_IN_EXPIRED`, `CPIS_REQUEST_FORGED`, or `CPIS_SIGN_IN_NO_ROLE` for a job that was not offered. */
  take(
    browserSecret: string | undefined,
    made: { readonly formToken: string; readonly roleProfileId: string },
  ): { readonly choice: JobChoice<P>; readonly job: NationalRole };
}

const lifetimeMs = 300_000;
const mostChoices = 500;

/** Remembers who may choose until they have, for five minutes. */
export function createJobChoices<P>(clock: Clock): JobChoices<P> {
  const choices = new Map<string, JobChoice<P> & { readonly endsAt: number }>();
  const look = (browserSecret: string | undefined): JobChoice<P> => {
    const choice = browserSecret === undefined ? undefined : choices.get(hashOf(browserSecret));
    if (choice === undefined || clock.now() >= choice.endsAt) throw new CpisError("CPIS_SIGN_IN_EXPIRED");
    return choice;
  };
  return {
    look,
    peek: (browserSecret) => choices.get(hashOf(browserSecret ?? ""))?.purpose,
    hold(choice) {
      for (const [id, { endsAt }] of choices) if (clock.now() >= endsAt) choices.delete(id);
      const oldest = choices.size >= mostChoices ? choices.keys().next().value : undefined;
      if (oldest !== undefined) choices.delete(oldest);
      const browserSecret = secret();
      choices.set(hashOf(browserSecret), {
        ...choice,
        formToken: secret(),
        endsAt: clock.now() + lifetimeMs,
      });
      return browserSecret;
    },
    take(browserSecret, { formToken, roleProfileId }) {
      const choice = look(browserSecret);
      if (formToken !== choice.formToken) throw new CpisError("CPIS_REQUEST_FORGED");
      const job = choice.jobs.find((each) => each.roleProfileId === roleProfileId);
      if (job === undefined) throw new CpisError("CPIS_SIGN_IN_NO_ROLE");
      choices.delete(hashOf(browserSecret ?? ""));
      return { choice, job };
    },
  };
}
