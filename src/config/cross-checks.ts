import type { Issue } from "../errors/cpis-error.js";
import { administratorFaults } from "./cross-checks-administrators.js";
import { consoleFaults } from "./cross-checks-console.js";
import {
  authorityFaults,
  directoryFaults,
  escalationFaults,
  nightFaults,
  placementFaults,
  statusTableFaults,
} from "./cross-checks-council.js";
import { folderFaults, meshAddressFaults, meshWayFaults, pollFaults } from "./cross-checks-council-mesh.js";
import { nationalAddressFaults, simulatorMarkFaults } from "./cross-checks-environment.js";
import { trustedKeysAddressFaults } from "./cross-checks-identity.js";
import { locationPapers, repeatedLocations } from "./cross-checks-locations.js";
import { servedFaults } from "./cross-checks-served.js";
import { contractFaults, listenerFaults, noRecordFaults, silentReadFaults } from "./cross-checks-spine.js";
import { type Draft, isRecord, numberAt, recordsAt, textAt, valueAt } from "./draft.js";
import { isLoopbackAddress } from "./private-address.js";
import { tlsWayFaults } from "./pkcs12/tls-identities.js";
import { strayPrivateKeys } from "./private-keys.js";
import { listSettings } from "./setting-list.js";

type CrossCheck = (draft: Draft) => readonly Issue[];

/** Names that nobody answers to; the council is given a person, never a desk (H-33). */
const genericNames =
  /^(admin|clinician|doctor|ed|generic|nurse|reception(ist)?|service|system|team|test|unknown|user)$/i;

/** Whether the gateway talks to the simulator, where some settings have defaults and secrets may stand in the file. */
function isSimulator(draft: Draft): boolean {
  return textAt(draft, "environment") === "simulator";
}

const oneActivityForBoth: CrossCheck = (draft) => {
  const unscheduled = textAt(draft, "identity.unscheduledActivity") ?? "B0107";
  const scheduled = textAt(draft, "identity.scheduledActivity") ?? "B0170";
  if (unscheduled !== scheduled) return [];
  return [
    {
      path: "identity.scheduledActivity",
      message: "is the same as unscheduledActivity. Each access mode needs an activity of its own",
    },
  ];
};

const genericNominatedPerson: CrossCheck = (draft) =>
  ["given", "family"].flatMap((part) => {
    const name = textAt(draft, `identity.nominatedPerson.${part}`);
    if (name === undefined || !genericNames.test(name.trim())) return [];
    return [
      {
        path: `identity.nominatedPerson.${part}`,
        message: "is a generic name. Name the person whom a social worker can reach about the child (H-33)",
      },
    ];
  });

const timings: CrossCheck = (draft) => {
  const issues: Issue[] = [];
  const at = (name: string, whenAbsent: number): number => numberAt(draft, `lookups.${name}`, whenAbsent);
  if (at("lateAnswerMs", 600_000) < at("answerMs", 30_000)) {
    issues.push({
      path: "lookups.lateAnswerMs",
      message: "must be at least answerMs, or late answers are lost",
    });
  }
  if (at("reuseWindowMs", 43_200_000) < at("contentTtlMs", 900_000)) {
    issues.push({ path: "lookups.reuseWindowMs", message: "must be at least contentTtlMs" });
  }
  return issues;
};

const ceilings: CrossCheck = (draft) =>
  numberAt(draft, "limits.perUserPerMinute", 20) <= numberAt(draft, "limits.perSitePerMinute", 120)
    ? []
    : [{ path: "limits.perSitePerMinute", message: "must be at least perUserPerMinute" }];

const plainApi: CrossCheck = (draft) => {
  const host = textAt(draft, "http.host") ?? "127.0.0.1";
  if (isLoopbackAddress(host) || valueAt(draft, "http.tls") !== undefined) return [];
  return [
    {
      path: "http.tls",
      message:
        "is missing on an address that others can reach. Add key and certificate, or listen on 127.0.0.1 behind a TLS terminator on this machine",
    },
  ];
};

const memoryStore: CrossCheck = (draft) =>
  textAt(draft, "store.file") !== ":memory:" || isSimulator(draft)
    ? []
    : [{ path: "store.file", message: "must be a file: an audit kept in memory is lost at every stop" }];

const secretsInPlace: CrossCheck = (draft) => {
  if (isSimulator(draft)) return [];
  return listSettings()
    .filter((entry) => entry.secret && typeof valueAt(draft, entry.path) === "string")
    .map((entry) => ({
      path: entry.path,
      message: 'is a secret in the file itself. Use {"file": "path"} or {"env": "NAME"}',
    }));
};

const officeTimes: CrossCheck = (draft) => {
  const councils = valueAt(draft, "contacts.officeHours");
  if (!isRecord(councils)) return [];
  return Object.keys(councils).flatMap((code) => closingFaults(draft, `contacts.officeHours.${code}`));
};

const councilOfficeTimes: CrossCheck = (draft) => closingFaults(draft, "council.notices.officeHours");

function closingFaults(draft: Draft, hours: string): readonly Issue[] {
  return recordsAt(draft, `${hours}.periods`).flatMap(([index, period]) => {
    const opens = textAt(period, "opens");
    const closes = textAt(period, "closes");
    if (opens === undefined || closes === undefined || opens < closes) return [];
    const path = `${hours}.periods[${String(index)}].closes`;
    return [{ path, message: "must be later than opens. Split hours over midnight into two periods" }];
  });
}

const holidayCoverage: CrossCheck = (draft) =>
  ["contacts.bankHolidays", "council.notices.bankHolidays"].flatMap((list) => {
    const until = textAt(draft, `${list}.coveredUntil`);
    const dates = valueAt(draft, `${list}.dates`);
    if (until === undefined || !Array.isArray(dates)) return [];
    if (!dates.some((date) => typeof date === "string" && date > until)) return [];
    const message = "is before a date in the list. Set the last date covered";
    return [{ path: `${list}.coveredUntil`, message }];
  });

const checks: readonly CrossCheck[] = [
  tlsWayFaults,
  servedFaults,
  repeatedLocations,
  locationPapers,
  administratorFaults,
  nationalAddressFaults,
  simulatorMarkFaults,
  strayPrivateKeys,
  oneActivityForBoth,
  genericNominatedPerson,
  timings,
  ceilings,
  contractFaults,
  listenerFaults,
  silentReadFaults,
  noRecordFaults,
  plainApi,
  consoleFaults,
  trustedKeysAddressFaults,
  memoryStore,
  secretsInPlace,
  officeTimes,
  holidayCoverage,
  councilOfficeTimes,
  authorityFaults,
  meshWayFaults,
  pollFaults,
  meshAddressFaults,
  folderFaults,
  statusTableFaults,
  placementFaults,
  directoryFaults,
  escalationFaults,
  nightFaults,
];

/** Everything about the settings that no single setting can know about itself. Runs however many other faults there are. */
export function crossCheck(draft: Draft): readonly Issue[] {
  return checks.flatMap((check) => check(draft));
}
