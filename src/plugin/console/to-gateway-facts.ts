import type { ConsoleCertificate, ConsoleChainState, ConsoleGateway } from "../../contract/console.js";
import type { ConsoleCell, ConsoleTable } from "../../domain/console-view.js";
import { counted, formatDay, formatHash, formatMoment, formatSeconds, formatTime } from "./format-console.js";

/** From this many days on a certificate is marked (ui 6). */
const warningDays = 30;
const clockWarningMs = 5_000;
const diskWarningPercent = 10;

/** Certificates and keys with the days left. */
export const toCertificates = (certificates: readonly ConsoleCertificate[]): ConsoleTable => ({
  caption: "Certificates and keys",
  columns: ["For", "Left"],
  rows: certificates.map(({ name, endsAt, daysLeft, state }) => [
    { text: name, look: "strong", ...(endsAt === undefined ? {} : { under: `Ends ${formatDay(endsAt)}` }) },
    toLeft(state, daysLeft),
  ]),
  empty: "None.",
});

function toLeft(state: ConsoleCertificate["state"], daysLeft: number | undefined): ConsoleCell {
  if (state === "unreadable") return { text: "Cannot be read", look: "attention" };
  if (state === "ended") return { text: "Ended", look: "attention" };
  if (daysLeft === undefined) return { text: "Current" };
  const text = `${counted(daysLeft, "day")} left`;
  return state === "ending" || daysLeft <= warningDays ? { text, look: "attention" } : { text };
}

/** This gateway itself. */
export function toGateway(gateway: ConsoleGateway, now: string): ConsoleTable {
  const { planHash, planSince, waitingForRestart, clockOffsetMs, freeDiskPercent: disk } = gateway;
  const since = planSince === undefined ? "" : `, since ${formatDay(planSince)}`;
  const rows: (readonly [string, ConsoleCell])[] = [
    ["Configuration", { text: `${formatHash(planHash)}${since}` }],
    ...(waitingForRestart === undefined
      ? []
      : ([["Waiting for a restart", { text: formatHash(waitingForRestart), look: "attention" }]] as const)),
    ["Clock", toClock(clockOffsetMs)],
    ["Audit chain", toChain(gateway.auditChain, now)],
    [
      "Free disk",
      disk === undefined
        ? { text: "Not known" }
        : { text: `${String(disk)} %`, ...(disk < diskWarningPercent ? { look: "attention" } : {}) },
    ],
    ["Version", { text: gateway.version }],
    ["Words of the banner", { text: formatHash(gateway.wordingHash) }],
    ["Started", { text: formatMoment(gateway.startedAt) }],
    ...gateway.faults.map((fault): [string, ConsoleCell] => [
      "Not ready",
      { text: fault, look: "attention" },
    ]),
  ];
  return {
    caption: "This gateway",
    columns: ["What", "How it is"],
    rows: rows.map(([name, cell]) => [{ text: name }, cell]),
    empty: "Not known.",
  };
}

function toClock(offsetMs: number | undefined): ConsoleCell {
  if (offsetMs === undefined) return { text: "Not compared yet" };
  const text = `${formatSeconds(Math.abs(offsetMs))} from reference`;
  return Math.abs(offsetMs) > clockWarningMs ? { text, look: "attention" } : { text };
}

/** How the audit's chain is, and since when that is known. */
export function toChain({ state, verifiedAt, rows }: ConsoleChainState, now: string): ConsoleCell {
  const checked = verifiedAt === undefined ? "" : `Checked ${formatTime(verifiedAt, now)}`;
  const of = rows === undefined ? "" : ` (${counted(rows, "row")})`;
  switch (state) {
    case "unbroken":
      return { text: `${checked}, unbroken${of}` };
    case "broken":
      return { text: `Broken. ${checked}`, look: "attention" };
    case "not-verified":
      return { text: "Not verified yet" };
  }
}
