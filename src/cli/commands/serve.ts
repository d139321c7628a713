import type { Command } from "commander";
import { bankHolidayAlarm } from "../../config/bank-holidays.js";
import { loadConfig } from "../../config/load-config.js";
import type { GatewayPlan } from "../../config/plan.js";
import type { Terminal } from "../terminal.js";

const help = `
Reads and checks the whole configuration first; with any fault nothing starts, and every fault is printed with its
place and what to change. CPIS_… variables stand above the file. docs/configuration.md lists every setting.

Examples:
  $ cpis serve --config /etc/cpis/cpis.json
  $ CPIS_HTTP_PORT=8461 cpis serve --config cpis.json
  $ cpis simulate --identity examples/config/simulator & cpis serve --config examples/config/simulator.json`;

/** `cpis serve`: a hospital's gateway. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("run the gateway of one site")
    .requiredOption("--config <file>", "the site's configuration, JSON")
    .addHelpText("after", help)
    .action(async ({ config }: { readonly config: string }) => {
      const stopped = terminal.untilStopped();
      const plan = loadConfig(config, terminal.variables, terminal.now());
      const { createGateway } = await import("../../gateway/create-gateway.js");
      const gateway = await createGateway(plan);
      const { apiUrl, spineListenerUrl } = await gateway.start();
      // Standard output belongs to the operational log.
      terminal.note(`The gateway answers pages at ${apiUrl} and Spine at ${spineListenerUrl}.`);
      for (const line of startNotes(plan, terminal.now())) terminal.note(line);
      await stopped;
      await gateway.stop();
    });
}

/** What the person who starts a gateway should know although nothing is wrong. */
export function startNotes(plan: GatewayPlan, now: number): readonly string[] {
  const alarm = bankHolidayAlarm(now, plan.contacts.bankHolidays);
  return [
    ...(plan.environment === "production"
      ? []
      : [`Environment: ${plan.environment}, not the live register.`]),
    ...plan.locations.map((location) => {
      const told = location.accessMode === "unscheduled" ? "tells the council" : "does not tell";
      return `Location ${location.id}: ${location.accessMode}, ${told}${location.enabled ? "" : ", not enabled"}.`;
    }),
    ...(alarm === undefined ? [] : [holidayWords(alarm.coveredUntil, alarm.daysLeft)]),
  ];
}

function holidayWords(coveredUntil: string, daysLeft: number): string {
  const when =
    daysLeft < 0 ? `ended on ${coveredUntil}` : `ends on ${coveredUntil}, in ${String(daysLeft)} days`;
  return `ALARM: the bank-holiday list ${when}. After it no telephone number is marked: set contacts.bankHolidays.`;
}
