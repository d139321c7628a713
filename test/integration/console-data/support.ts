import { ContainerModule } from "inversify";
import { expect } from "vitest";
import type { ConsoleRole } from "../../../src/domain/console-role.js";
import { AuditTrail } from "../../../src/ports/audit.js";
import { RecordsWatch } from "../../../src/gateway/console/work-lists/records-watch.js";
import { Clock } from "../../../src/ports/runtime.js";
import { consolePlan, testSessions, type TestSession } from "../../support/console-session.js";
import { startBench, type Bench, type BenchOptions } from "../gateway/support.js";

/** A gateway with a console, its clock in the test's hands, and somebody signed in for every role. */
export interface ConsoleBench extends Bench {
  /** Moves the gateway's clock. */
  later(ms: number): void;
  readonly trail: AuditTrail;
  /** Measures every minute; tests have it measured when they ask. */
  readonly watch: RecordsWatch;
  as(role: ConsoleRole | readonly ConsoleRole[], steppedUp?: boolean): TestSession;
  get(path: string, who: TestSession): Promise<Response>;
  post(path: string, body: unknown, who: TestSession): Promise<Response>;
}

export async function startConsoleBench(options: BenchOptions = {}): Promise<ConsoleBench> {
  const plan = consolePlan();
  const sessions = testSessions(plan);
  let offsetMs = 0;
  let trail: AuditTrail | undefined;
  let watch: RecordsWatch | undefined;
  const time = new ContainerModule(({ rebind, onActivation }) => {
    rebind(Clock).toConstantValue({ now: () => Date.now() + offsetMs });
    onActivation(AuditTrail, (_context, made) => (trail = made));
    onActivation(RecordsWatch, (_context, made) => (watch = made));
  });
  const bench = await startBench({
    ...options,
    plan: { ...options.plan, console: plan },
    overrides: [sessions.module, time, ...(options.overrides ?? [])],
  });
  if (trail === undefined || watch === undefined)
    throw new Error("the gateway keeps no audit, or watches none");
  // The clock runs ahead of the tokens that a bench mints by itself.
  const token = await bench.mint.token({}, { expiresIn: 30 * 86_400 });
  return {
    ...bench,
    open: (request) => bench.open(request, token),
    settle: (lookupId) => bench.settle(lookupId, token),
    call: (path, call) => bench.call(path, { token, ...call }),
    trail,
    watch,
    later: (ms) => void (offsetMs += ms),
    as: (role, steppedUp = false) => sessions.open(role, { steppedUp }),
    get: (path, who) => bench.call(path, { token: null, headers: { ...who.reading } }),
    post: (path, body, who) => bench.call(path, { token: null, body, headers: { ...who.changing } }),
  };
}

/** Everybody but these roles is refused, each in the same words; nobody signed in is told so. */
export async function expectOnly(
  bench: ConsoleBench,
  permitted: readonly ConsoleRole[],
  ask: (who: TestSession) => Promise<Response>,
): Promise<void> {
  const roles: readonly ConsoleRole[] = [
    "clinician",
    "safeguarding-lead",
    "social-worker",
    "emergency-duty-team",
    "data-officer",
    "administrator",
    "auditor",
  ];
  for (const role of roles) {
    const response = await ask(bench.as(role, true));
    expect([role, response.status === 403]).toEqual([role, !permitted.includes(role)]);
    await response.body?.cancel();
  }
  const nobody: TestSession = { ...bench.as("auditor"), reading: {}, changing: {} };
  expect((await ask(nobody)).status).toBe(401);
}
