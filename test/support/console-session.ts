import { ContainerModule } from "inversify";
import type { ConsolePlan, ConsoleRoleRule } from "../../src/config/console-plan.js";
import { consoleRoles, type ConsoleRole } from "../../src/domain/console-role.js";
import {
  ConsoleSessions,
  type ConsoleSession,
  type SessionStart,
} from "../../src/gateway/console/console-session.js";

const rule = (role: ConsoleRole, activityCodes: readonly string[], jobRoleCodes: readonly string[] = []) => ({
  role,
  activityCodes,
  jobRoleCodes,
});

const testRoles: readonly ConsoleRoleRule[] = [
  rule("clinician", ["B0107", "B0170"]),
  rule("safeguarding-lead", [], ["R8500"]),
  rule("administrator", [], ["R8006"]),
  rule("auditor", [], ["R8015"]),
];

/** A console whose origin nobody has to reach; give the gateway's own where a browser is to use it. */
export function consolePlan(changes: Partial<ConsolePlan> = {}): ConsolePlan {
  return {
    origin: "http://127.0.0.1:8460",
    sessions: { idleMs: 900_000, longestMs: 28_800_000, stepUpMs: 300_000 },
    // Nobody listens there; tests of sign-in give the simulator's provider.
    signIn: {
      issuer: "http://127.0.0.1:9",
      clientId: "cpis-gateway",
      credential: { kind: "secret", secret: "a secret of tests only" },
      level: "AAL3",
      scope: "openid profile nhsperson nationalrbacaccess associatedorgs",
      clockToleranceSeconds: 30,
    },
    roles: testRoles,
    organisations: ["ZZ9A1"],
    ...changes,
  };
}

/** A session as a browser of that person would have it. */
export interface TestSession {
  readonly session: ConsoleSession;
  /** `name=value`, for a `cookie` header or a browser's context. */
  readonly cookie: string;
  /** Headers of a request that reads. */
  readonly reading: Readonly<Record<string, string>>;
  /** Headers of a request that changes something. */
  readonly changing: Readonly<Record<string, string>>;
}

/** Opens sessions in the session store of a gateway: give `module` to `createGateway`, then call `open` once it started. */
export interface TestSessions {
  readonly module: ContainerModule;
  open(roles: ConsoleRole | readonly ConsoleRole[], options?: TestSessionOptions): TestSession;
}

/** Who it is, where a test needs two people with one role. */
export interface TestSessionOptions extends SessionStart {
  readonly userId?: string;
  readonly name?: string;
}

/** Sessions for any role without a browser's sign-in; everything after the sign-in is the product's own. */
export function testSessions({ origin }: ConsolePlan = consolePlan()): TestSessions {
  let sessions: ConsoleSessions | undefined;
  return {
    module: new ContainerModule(({ onActivation }) => {
      onActivation(ConsoleSessions, (_context, made) => {
        sessions = made;
        return made;
      });
    }),
    open(roles, { userId, name, ...start } = {}) {
      if (sessions === undefined) throw new Error("open sessions once the gateway has started");
      const held = typeof roles === "string" ? [roles] : roles;
      const place = consoleRoles.findIndex((role) => role === held[0]);
      const id = userId ?? `9999000${String(place + 1).padStart(2, "0")}001`;
      const person = { userId: id, name: name ?? `Test ${held.join(" and ")}`, roles: held };
      const actor = { kind: "person", id, name: person.name, organisationOdsCode: "ZZ9A1" } as const;
      const { secret, session } = sessions.begin({ ...person, actor }, start);
      const cookie = `${origin.startsWith("https:") ? "__Host-" : ""}cpis-console=${secret}`;
      const changing = { cookie, origin, "x-cpis-csrf": session.csrfToken };
      return { session, cookie, reading: { cookie }, changing };
    },
  };
}
