import { randomUUID } from "node:crypto";
import { type NhsNumber, parseNhsNumber } from "../../domain/nhs-number.js";
import { CpisError } from "../../errors/cpis-error.js";
import { UsageFault } from "../exit-code.js";
import { describeFault } from "../report-fault.js";
import type { Terminal } from "../terminal.js";
import { askGateway, type LookupSite } from "./ask-gateway.js";
import type { LookupOptions } from "./lookup-options.js";
import type { LookupReport } from "./lookup-report.js";
import { openLookupSite } from "./lookup-site.js";

/** What a lookup came to, and about which number, where it was one. */
export interface Looked {
  readonly result: LookupReport;
  readonly asked?: NhsNumber;
}

/** Reads the number, opens the gateway, asks once, and closes the gateway again. Throws `UsageFault` and nothing else. */
export async function lookUp(
  argument: string | undefined,
  options: LookupOptions,
  terminal: Terminal,
): Promise<Looked> {
  try {
    const openSite = openLookupSite(argument, options, terminal);
    const reading = parseNhsNumber(await numberText(argument, terminal));
    if (!reading.ok) {
      const reason = reading.fault === "missing" ? "nhs-number-missing" : "nhs-number-invalid";
      return { result: { outcome: "not-checked", reason } };
    }
    const site = await openSite();
    try {
      return { result: await ask(site, reading.nhsNumber, options.birthDate), asked: reading.nhsNumber };
    } finally {
      await site.stop();
    }
  } catch (error) {
    if (error instanceof UsageFault) throw error;
    terminal.note(describeFault(error));
    if (CpisError.is(error, "CPIS_GATEWAY_UNREACHABLE"))
      return { result: { outcome: "failed", reason: "gateway-unreachable" } };
    const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
    return { result: { outcome: "not-checked", reason: "gateway-not-started", code } };
  }
}

function ask(site: LookupSite, nhsNumber: NhsNumber, birthDate: string | undefined): Promise<LookupReport> {
  return askGateway(site, {
    lookupId: randomUUID(),
    trigger: "manual",
    locationId: site.locationId,
    patient: {
      nhsNumber,
      nhsNumberStatus: "verified",
      ...(birthDate === undefined ? {} : { birthDate }),
    },
  });
}

async function numberText(argument: string | undefined, terminal: Terminal): Promise<string> {
  return argument === undefined || argument === "-" ? terminal.readInput() : argument;
}
