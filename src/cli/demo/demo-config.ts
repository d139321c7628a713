import { randomBytes } from "node:crypto";
import type { LaunchPlan } from "../../config/hosted-plan.js";
import type { SpinePlan } from "../../config/plan.js";
import { northgateHospital, northshireCouncil, weirdaleCouncil } from "../../testing/synthetic-people.js";
import { simulatorConsoleSettings } from "../../simulator/sign-in/console-settings.js";
import type { TokenMint, TokenPlace } from "../user-token.js";

/** The emergency department of the demo: unscheduled, so a check is listed and told. */
export const edLocationId = "northgate-ed";

/** The planned clinic of the demo: a silent read. */
export const clinicLocationId = "northgate-clinic";

/** What the demo's tokens say about themselves. */
export const demoTokenPlace: TokenPlace = {
  issuer: "https://identity.northgate.example",
  audience: "cpis-gateway",
  organisation: northgateHospital,
};

/** What only exists once the simulator and the demo's own server run. */
export interface DemoSurroundings {
  readonly spine: SpinePlan;
  readonly trustedKeys: TokenMint["trustedKeys"];
  readonly allowedOrigins: readonly string[];
  readonly storeFile: string;
  /** Where the gateway also serves the banner itself, to the same origins and to this system's links. */
  readonly launch?: LaunchPlan;
  /** Where the gateway also serves its console: its own port, and who signs people in. */
  readonly console?: { readonly port: number; readonly issuer: string };
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri"];

/** The demo hospital's settings, as its file holds them. */
export function demoSettings(surroundings: DemoSurroundings): Record<string, unknown> {
  return {
    environment: "simulator",
    locations: [
      { id: edLocationId, name: "Northgate emergency department", accessMode: "unscheduled" },
      { id: clinicLocationId, name: "Northgate community clinic", accessMode: "scheduled" },
    ],
    identity: {
      issuer: demoTokenPlace.issuer,
      audience: demoTokenPlace.audience,
      trustedKeys: surroundings.trustedKeys,
      organisation: northgateHospital,
      nominatedPerson: {
        prefix: "Ms",
        given: "Ruth",
        family: "Abara",
        jobRoleCode: "R8001",
        jobRoleName: "Named nurse for safeguarding children",
      },
    },
    spine: surroundings.spine,
    http: { port: surroundings.console?.port ?? 0, allowedOrigins: surroundings.allowedOrigins },
    ...hostedSettings(surroundings),
    ...consoleSettings(surroundings),
    store: { file: surroundings.storeFile, sealingKey: randomBytes(32).toString("base64") },
    contacts: {
      safeguardingTelephone: "01632 960555",
      officeHours: {
        [northshireCouncil.odsCode]: { periods: [{ days: weekdays, opens: "08:30", closes: "17:00" }] },
        [weirdaleCouncil.odsCode]: { periods: [{ days: weekdays, opens: "09:00", closes: "17:30" }] },
      },
    },
    // A terminal that shows an answer, or the page's address, shows nothing else on the same stream.
    logLevel: "silent",
  };
}

function consoleSettings({ console }: DemoSurroundings): Record<string, unknown> {
  if (console === undefined) return {};
  const origin = `http://127.0.0.1:${String(console.port)}`;
  return { console: simulatorConsoleSettings(origin, console.issuer) };
}

function hostedSettings({ launch, allowedOrigins }: DemoSurroundings): Record<string, unknown> {
  if (launch === undefined) return {};
  const decryptionKeys = JSON.stringify(launch.decryptionKeys);
  return {
    hosted: { hostOrigins: allowedOrigins, desktopShell: true, launch: { ...launch, decryptionKeys } },
  };
}
