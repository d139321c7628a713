import { readFileSync } from "node:fs";
import { parseUploadAcknowledgement } from "../../codec/hl7v3/upload-acknowledgement.js";
import type { UploadRecord } from "../../codec/hl7v3/upload-record.js";
import { parseUpload, type Upload } from "../../codec/hl7v3/upload.js";
import { parseBirthTime, parsePlanDate } from "../../codec/hl7v3/timestamp.js";
import { toUploadAnswer } from "../../codec/to-upload-answer.js";
import { errorReason } from "../../config/error-reason.js";
import type { PreviousChildDraft } from "../../domain/takeover-reading.js";
import { decideUploadOutcome } from "../../domain/upload-outcome.js";
import { CpisError } from "../../errors/cpis-error.js";
import { readPath, type PreviousFile } from "./previous-file.js";

const midnight = "T00:00";

interface Gathered {
  readonly row: number;
  readonly draft: PreviousChildDraft;
}

/**
 * Reads the previous system's last full upload (REPC_MT000002GB01) and, where it is there, the answer to it (REPC_MT000003GB01).
 *
 * A record that the answer does not accept still counts as on CP-IS, because an earlier file may have brought it: nobody is left out
 * because their last update failed (H-21).
 */
export function readPreviousXml(path: string, answerPath: string | undefined): PreviousFile {
  const upload = parseAs("an upload of a council (REPC_MT000002GB01)", path, parseUpload);
  const accepted = answerPath === undefined ? undefined : readAccepted(upload, answerPath);
  const children = new Map<string, Gathered>();
  let timed = 0;
  upload.records.forEach((record, index) => {
    const [subject] = record.subjects;
    if (subject === undefined) return;
    const { nhsNumber } = subject;
    timed += record.plans.filter(
      ({ startDate }) => !(parsePlanDate(startDate) ?? "").endsWith(midnight),
    ).length;
    const refused = accepted !== undefined && !accepted.has(nhsNumber);
    const before = children.get(nhsNumber);
    const draft = toDraft(record, refused);
    const merged = before === undefined ? draft : merge(before.draft, draft);
    if (merged.plans.length > 0) children.set(nhsNumber, { row: before?.row ?? index + 1, draft: merged });
  });
  const gathered = [...children.values()];
  return {
    children: gathered.map(({ draft }) => draft),
    sequenceNumber: upload.sequenceNumber,
    faults: [],
    notes: notesOf(gathered, timed, accepted !== undefined),
    locate: (place) => {
      const { child, field } = readPath(place);
      return { row: gathered[child]?.row ?? 0, column: field };
    },
  };
}

function parseAs<T>(what: string, path: string, parse: (bytes: Uint8Array) => T): T {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const detail = `${path} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
  try {
    return parse(bytes);
  } catch (cause) {
    if (!CpisError.is(cause, "CPIS_MESSAGE_UNKNOWN")) throw cause;
    throw new CpisError("CPIS_TAKEOVER_INVALID", { detail: `${path} is not ${what}.`, cause });
  }
}

/** The numbers whose every record the answer accepts. */
function readAccepted(upload: Upload, path: string): ReadonlySet<string> {
  const message = parseAs("the answer to an upload (REPC_MT000003GB01)", path, parseUploadAcknowledgement);
  const answer = toUploadAnswer(message);
  if (answer.sequenceNumber !== upload.sequenceNumber) {
    throw new CpisError("CPIS_TAKEOVER_INVALID", {
      detail: `${path} answers file ${String(answer.sequenceNumber)}, not file ${String(upload.sequenceNumber)}.`,
    });
  }
  const subjects = upload.records.map(({ subjects: people }) => ({
    nhsNumber: people[0]?.nhsNumber ?? "",
    localIds: people.flatMap(({ localId }) => localId?.value ?? []),
  }));
  const sent = { sequenceNumber: upload.sequenceNumber, subjects };
  const outcomes = decideUploadOutcome(sent, answer, message.creationTime).subjects;
  return new Set([...outcomes].flatMap(([number, { kind }]) => (kind === "accepted" ? [number] : [])));
}

// Two records about one number: CP-IS holds what both say, and of one plan what the later says.
function merge(one: PreviousChildDraft, other: PreviousChildDraft): PreviousChildDraft {
  const repeated = (plan: PreviousChildDraft["plans"][number]): boolean =>
    other.plans.some(({ kind, start }) => kind === plan.kind && start === plan.start);
  const known = other.people.map(({ kind }) => kind);
  return {
    ...other,
    people: [...one.people.filter(({ kind }) => !known.includes(kind)), ...other.people],
    plans: [...one.plans.filter((plan) => !repeated(plan)), ...other.plans],
  };
}

// A plan that was deleted is gone, unless CP-IS did not take the record that said so.
function toDraft({ subjects, plans }: UploadRecord, refused: boolean): PreviousChildDraft {
  return {
    nhsNumber: subjects[0]?.nhsNumber ?? "",
    people: subjects.map(({ kind, localId, familyName, givenName, birthTime }) => ({
      kind,
      ...(localId === undefined ? {} : { localId: localId.value }),
      familyName,
      givenName,
      birthDate: parseBirthTime(birthTime) ?? "",
    })),
    plans: plans
      .filter(({ deleteDate }) => deleteDate === undefined || refused)
      .map(({ kind, startDate, endDate }) => ({
        kind,
        start: toDate(startDate),
        ...(endDate === undefined ? {} : { end: toDate(endDate) }),
      })),
    ...(refused ? { refused: true as const } : {}),
  };
}

function toDate(planDate: string): string {
  return (parsePlanDate(planDate) ?? "").slice(0, 10);
}

function notesOf(children: readonly Gathered[], timed: number, answered: boolean): readonly string[] {
  const refused = children.filter(({ draft }) => draft.refused === true).length;
  return [
    ...(answered ? [] : ["No answer was given (--answer): every child of the file is taken to be on CP-IS."]),
    ...(refused === 0
      ? []
      : [
          `${String(refused)} children were not accepted by CP-IS the last time; an older version may be there, so they are taken to be on it.`,
        ]),
    ...(timed === 0
      ? []
      : [
          `${String(timed)} plans start at another time of day than midnight. This product sends dates alone: ask the national team whether CP-IS takes them for the same plans before anybody approves.`,
        ]),
  ];
}
