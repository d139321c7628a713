import type {
  ConsoleOverview,
  ConsoleWorkItem,
  ConsoleWorkList,
  WorkListName,
} from "../../contract/console.js";
import type { ConsoleCell, WorkListsPage } from "../../domain/console-view.js";
import { reasonWords } from "./console-words.js";
import { formatAge, formatMoment, formatNhsNumber } from "./format-console.js";

const lists: readonly (readonly [WorkListName, string, string])[] = [
  [
    "not-checked",
    "Not checked",
    "Patients whom the register was not asked about. Treat each as unknown: put the reason right, or ask the safeguarding team.",
  ],
  [
    "records-not-opened",
    "Records nobody opened",
    "CP-IS returned a record, and nobody opened its details. Ring the location: does somebody know?",
  ],
  [
    "could-not-check",
    "Could not check",
    "Checks that failed and were not repeated. There may be a record: ask the location to check again.",
  ],
];

/** The name of a list in an address; the first where it names none. */
export const listOf = (part: string): WorkListName =>
  lists.find(([name]) => name === part)?.[0] ?? "not-checked";

/** One list, with how many there are in each. */
export function toWorkLists(
  { list, items, more }: ConsoleWorkList,
  { now, hospital }: ConsoleOverview,
): WorkListsPage {
  const counts: Readonly<Record<WorkListName, number | undefined>> = {
    "not-checked": hospital?.notChecked.count,
    "records-not-opened": hospital?.recordsNotOpened.count,
    "could-not-check": hospital?.couldNotCheck.open,
  };
  const hasPatients = items.some(({ patient }) => patient !== undefined);
  const [, caption = "", lead = ""] = lists.find(([name]) => name === list) ?? [];
  return {
    kind: "work-lists",
    tabs: lists.map(([id, label]) => {
      const count = counts[id];
      return { id, label: count === undefined ? label : `${label} (${String(count)})` };
    }),
    current: list,
    lead: hasPatients ? `${lead} Reading the patients here is written into the audit.` : lead,
    table: {
      caption,
      columns: [
        "Location",
        ...(hasPatients ? ["Patient"] : []),
        ...(list === "records-not-opened" ? [] : ["Why"]),
        "Opened by",
        "Since",
      ],
      rows: items.map((item) => toCells(item, now, hasPatients, list !== "records-not-opened")),
      empty: "Nothing is on this list now.",
    },
    more,
  };
}

function toCells(
  item: ConsoleWorkItem,
  now: string,
  hasPatients: boolean,
  hasReason: boolean,
): readonly ConsoleCell[] {
  return [
    { text: item.locationName, under: item.locationId, look: "strong" },
    ...(hasPatients ? [toPatient(item.patient)] : []),
    ...(hasReason ? [{ text: item.reason === undefined ? "Not known" : reasonWords(item.reason) }] : []),
    { text: item.userName ?? "The system", under: item.lookupId },
    { text: formatMoment(item.since), under: formatAge(item.since, now) },
  ];
}

function toPatient(patient: ConsoleWorkItem["patient"]): ConsoleCell {
  const { nhsNumber, encounterId, localId } = patient ?? {};
  const others = [
    localId === undefined ? "" : `Local ${localId}`,
    encounterId === undefined ? "" : `Encounter ${encounterId}`,
  ].filter((one) => one !== "");
  return {
    text: nhsNumber === undefined ? "No NHS number" : `NHS No. ${formatNhsNumber(nhsNumber)}`,
    look: "strong",
    ...(others.length === 0 ? {} : { under: others.join(", ") }),
  };
}
