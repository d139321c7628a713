import { createHash, randomBytes } from "node:crypto";
import type { ServiceIdentifier } from "inversify";
import type { ConsoleSessionsPlan } from "../../config/console-plan.js";
import type { ConsoleRole } from "../../domain/console-role.js";
import type { AuditActor } from "../../ports/audit.js";
import type { Clock } from "../../ports/runtime.js";

/** Somebody whom the identity provider has vouched for, and what they may do here. */
export interface ConsolePerson {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly ConsoleRole[];
  readonly actor: AuditActor;
}

/** Somebody who is signed in. Times are milliseconds since 1970. */
export interface ConsoleSession extends ConsolePerson {
  /** Names the session and opens nothing: the secret is in the browser's cookie only. */
  readonly id: string;
  readonly csrfToken: string;
  /** Absent where no fresh sign-in is young enough. */
  readonly steppedUpUntil?: number;
  readonly idleEndsAt: number;
  readonly endsAt: number;
}

/** A session that was just begun, with what its browser must keep. */
export interface OpenedSession {
  readonly secret: string;
  readonly session: ConsoleSession;
}

/** How a session begins. */
export interface SessionStart {
  /** A fresh sign-in that the person was asked for: dangerous actions are allowed for a while. */
  readonly steppedUp?: boolean;
  /** The session that this one takes the place of: it ends, and its latest end stays. */
  readonly instead?: string;
}

/** Who is signed in, in memory: a restart ends every session. */
export interface ConsoleSessions {
  /** Always under a new secret, so that nobody knows beforehand under which one a person will act. */
  begin(person: ConsolePerson, start?: SessionStart): OpenedSession;
  /** The session of a cookie. Unless `isBackground`, the person did something, and stays signed in for longer. */
  find(secret: string | undefined, isBackground?: boolean): ConsoleSession | undefined;
  /** Without effect where the session has ended already. */
  end(id: string): void;
}
export const ConsoleSessions: ServiceIdentifier<ConsoleSessions> = Symbol("ConsoleSessions");

const mostSessions = 1_000;

/** Sessions that end when nobody uses them, and in any case after some hours. */
export function createConsoleSessions(plan: ConsoleSessionsPlan, clock: Clock): ConsoleSessions {
  const sessions = new Map<string, ConsoleSession>();
  const isOver = ({ idleEndsAt, endsAt }: ConsoleSession): boolean =>
    clock.now() >= Math.min(idleEndsAt, endsAt);
  return {
    begin(person, { steppedUp = false, instead } = {}) {
      for (const [id, session] of sessions) if (isOver(session)) sessions.delete(id);
      const replaced = instead === undefined ? undefined : sessions.get(instead);
      if (instead !== undefined) sessions.delete(instead);
      const oldest = sessions.size >= mostSessions ? sessions.keys().next().value : undefined;
      if (oldest !== undefined) sessions.delete(oldest);
      const secret = randomText();
      const now = clock.now();
      const session: ConsoleSession = {
        ...person,
        id: idOf(secret),
        csrfToken: randomText(),
        idleEndsAt: now + plan.idleMs,
        endsAt: replaced?.endsAt ?? now + plan.longestMs,
        ...(steppedUp ? { steppedUpUntil: now + plan.stepUpMs } : {}),
      };
      sessions.set(session.id, session);
      return { secret, session };
    },
    find(secret, isBackground = false) {
      const session = secret === undefined ? undefined : sessions.get(idOf(secret));
      if (session === undefined) return undefined;
      if (isOver(session)) {
        sessions.delete(session.id);
        return undefined;
      }
      if (isBackground) return session;
      const used = { ...session, idleEndsAt: clock.now() + plan.idleMs };
      sessions.set(session.id, used);
      return used;
    },
    end(id) {
      sessions.delete(id);
    },
  };
}

/** Whether dangerous actions are allowed in this session now. */
export function isSteppedUp({ steppedUpUntil }: ConsoleSession, now: number): boolean {
  return steppedUpUntil !== undefined && now < steppedUpUntil;
}

function randomText(): string {
  return randomBytes(32).toString("base64url");
}

// Of the secret only its hash is kept: what is in memory, or in an audit row, lets nobody in.
function idOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
