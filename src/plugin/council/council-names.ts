import type { CouncilDirectory, HopView } from "../../contract/council.js";
import type { PanelTelephones } from "../../domain/panel-view.js";
import type { RouteTarget } from "../../domain/notice-routing.js";

/** Names that only the host knows. Workers, teams and the council's own numbers come from its gateway (H-28). */
export interface HostDirectory {
  /** National digits of other organisations by ODS code. */
  readonly telephones?: Readonly<Record<string, string>>;
  /** How the page writes people's names, by every form in which the gateway may name them. */
  readonly people?: Readonly<Record<string, string>>;
}

/** Who looks at the page, and how everybody is called. */
export interface CouncilNames {
  /** Every form in which the gateway may name the user. */
  readonly user: readonly string[];
  readonly host: HostDirectory;
  readonly council?: CouncilDirectory;
}

/** Somebody to whom a notice can be passed. */
export interface PassChoice {
  readonly label: string;
  readonly to: RouteTarget;
}

/** A person as the page writes names. */
export const personWords = (name: string, { host }: Pick<CouncilNames, "host">): string =>
  host.people?.[name] ?? name;

/** Where a notice went. */
export function hopWords({ to, workerName, teamName, workerAway }: HopView, names: CouncilNames): string {
  switch (to.kind) {
    case "worker": {
      if (workerName !== undefined && names.user.includes(workerName)) return "you";
      return `${workerName ?? "the allocated worker"}${workerAway ? " (away today)" : ""}`;
    }
    case "team":
      return teamName ?? "the team inbox";
    case "emergency-duty-team":
      return teamName ?? "the emergency duty team";
    case "duty-manager":
      return workerName === undefined ? "the duty manager" : `the duty manager, ${workerName}`;
    case "data-officer":
      return "the data officer";
  }
}

/** Whom a notice can be passed to: teams first, because a person may be away (H-18). */
export function passChoices({ council }: CouncilNames): readonly PassChoice[] {
  const manager = council?.dutyManagerName;
  return [
    ...(council?.teams ?? []).map(({ teamId, name }) => choice(name, { kind: "team", teamId })),
    ...(council?.workers ?? []).map(({ workerId, name, away }) =>
      choice(`${name}${away ? " (away today)" : ""}`, { kind: "worker", workerId }),
    ),
    choice(`Duty manager${manager === undefined ? "" : `, ${manager}`}`, { kind: "duty-manager" }),
    choice("Emergency duty team", { kind: "emergency-duty-team" }),
    choice("Data officer", { kind: "data-officer" }),
  ];
}

const choice = (label: string, to: RouteTarget): PassChoice => ({ label, to });

/** The council's numbers exactly as its files carry them, so that the page never shows others than the NHS sees (H-28). */
export function telephonesOf(
  { council }: Pick<CouncilNames, "council">,
  testedOn: string | undefined,
): PanelTelephones | undefined {
  if (council === undefined) return undefined;
  const { officeHoursTelephone, emergencyDutyTelephone } = council.authority;
  return {
    emergencyDuty: emergencyDutyTelephone,
    ...(officeHoursTelephone === undefined ? {} : { officeHours: officeHoursTelephone }),
    ...(testedOn === undefined ? {} : { testedOn }),
  };
}
