import type { CouncilPlan } from "../config/council-plan.js";
import type { HttpsMeshPlan } from "../config/mesh-plan.js";
import { dayNames } from "../config/settings/contacts.js";
import type { RouteTarget } from "../domain/notice-routing.js";
import type { CouncilWorker } from "../domain/worker-directory.js";

/** A value in place, or where it is kept. */
export type Source = string | { readonly file: string } | { readonly keys: readonly object[] };

/** What a written configuration of a council is made of, beside the simulator's plan. */
export interface CouncilConfigParts {
  readonly issuer: string;
  readonly audience: string;
  readonly trustedKeys: Source;
  readonly tls: { readonly key: Source; readonly certificate: Source; readonly authorities: Source };
  readonly password: Source;
  readonly sharedKey: Source;
  readonly store: { readonly file: string; readonly sealingKey: Source };
  readonly http: { readonly port: number; readonly allowedOrigins: readonly string[] };
  readonly logLevel?: "silent";
}

/**
 * A council's configuration as its administrator would write it, for one council of the simulator.
 *
 * The demonstration, the file that `cpis simulate` writes and examples/config/council.json are all this one.
 */
export function councilConfig(plan: CouncilPlan, parts: CouncilConfigParts): Record<string, unknown> {
  const { authority, mesh, cpisMailboxId, roles, placementCodes } = plan;
  if (mesh.kind !== "https") throw new RangeError("The simulator's mailboxes are reached over the MESH API.");
  return {
    environment: "simulator",
    identity: { issuer: parts.issuer, audience: parts.audience, trustedKeys: parts.trustedKeys },
    council: {
      authority,
      mesh: meshConfig(mesh, parts),
      cpisMailboxId,
      placementCodes,
      roles,
      directory: directoryConfig(plan),
      uploads: { ...plan.uploads, fullOn: dayTexts(plan.uploads.fullOn) },
      notices: noticesConfig(plan),
    },
    http: parts.http,
    store: parts.store,
    ...(parts.logLevel === undefined ? {} : { logLevel: parts.logLevel }),
  };
}

function meshConfig(mesh: HttpsMeshPlan, parts: CouncilConfigParts): Record<string, unknown> {
  const { password, sharedKey, tls } = parts;
  return {
    pollIntervalMs: mesh.pollIntervalMs,
    https: {
      url: mesh.baseUrl,
      serverName: mesh.serverName,
      mailboxId: mesh.credentials.mailboxId,
      password,
      sharedKey,
      tls,
    },
  };
}

function directoryConfig({ directory }: CouncilPlan): Record<string, unknown> {
  return {
    ...directory,
    workers: directory.workers.map(({ away, ...worker }: CouncilWorker) => ({
      ...worker,
      ...(away === undefined ? {} : { outOfOffice: away }),
    })),
  };
}

function noticesConfig({ notices }: CouncilPlan): Record<string, unknown> {
  const { defaultTeamId, escalation, officeHours, night, silenceMs } = notices;
  return {
    defaultTeamId,
    escalation: escalation.map(({ afterMs, to }) => ({ afterMs, ...targetConfig(to) })),
    ...(officeHours === undefined
      ? {}
      : {
          officeHours: {
            periods: officeHours.periods.map((period) => ({ ...period, days: dayTexts(period.days) })),
          },
        }),
    night,
    silenceMs,
  };
}

function targetConfig({ kind, ...id }: RouteTarget): Record<string, unknown> {
  return { to: kind, ...id };
}

function dayTexts(days: readonly number[]): readonly string[] {
  return days.flatMap((day) => dayNames[day - 1] ?? []);
}
