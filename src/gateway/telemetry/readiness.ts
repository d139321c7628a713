import type { ServiceIdentifier } from "inversify";

/** One thing that a gateway must be able to do before anybody may rely on it. */
export interface ReadinessCheck {
  /** What is wrong where it cannot, in one word of a closed set. */
  readonly fault: "store-not-writable" | "spine-listener-down" | "mailbox-not-read";
  isReady(): Promise<boolean>;
}
/** Each module of the gateway may bind one. */
export const ReadinessCheck: ServiceIdentifier<ReadinessCheck> = Symbol("ReadinessCheck");

const limitMs = 5_000;

/** The faults there are now; a check that does not answer within five seconds, or fails, is one. */
export async function findFaults(checks: readonly ReadinessCheck[]): Promise<readonly string[]> {
  const faults = await Promise.all(
    checks.map(async (check) => ((await answersInTime(check)) ? [] : [check.fault])),
  );
  return faults.flat();
}

function answersInTime(check: ReadinessCheck): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    const finish = (isReady: boolean): void => {
      clearTimeout(timer);
      resolve(isReady);
    };
    check.isReady().then(finish, () => finish(false));
  });
}
