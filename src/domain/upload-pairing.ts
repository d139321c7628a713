/** One subject of an upload: everything held under one NHS number is in one record. */
export interface SentSubject {
  readonly nhsNumber: string;
  /** The council's own ids that went with it. */
  readonly localIds: readonly string[];
}

/** One detail of an answer with the record it points to. */
export interface AnsweredRecord {
  readonly code: string;
  /** The register's own words for CPR07, as they came. */
  readonly detail?: string;
  /** Whom the record that the detail points to is about; absent where its place could not be made out. */
  readonly about?: { readonly nhsNumber: string; readonly localId?: string };
}

/** A subject with the details that are certainly about it. */
export interface PairedSubject {
  readonly subject: SentSubject;
  readonly details: readonly AnsweredRecord[];
  /** Whether a refusal that nobody could place may be about this subject. */
  readonly doubtful: boolean;
}

/**
 * Pairs the details of an answer with the subjects that were sent.
 *
 * By NHS number; a local id that came back must be one that went with it. A refusal that fits nobody may be about anyone who
 * has no detail yet; where everyone has one it may be a second plan's, so that everyone is in doubt (H-20).
 */
export function pairDetails(
  subjects: readonly SentSubject[],
  records: readonly AnsweredRecord[],
): readonly PairedSubject[] {
  const byNumber = new Map(subjects.map((subject) => [subject.nhsNumber, subject]));
  const details = new Map<string, AnsweredRecord[]>(subjects.map(({ nhsNumber }) => [nhsNumber, []]));
  const unplaced: AnsweredRecord[] = [];
  for (const record of records) {
    const subject = record.about === undefined ? undefined : byNumber.get(record.about.nhsNumber);
    if (subject === undefined || !sameLocalId(subject, record)) unplaced.push(record);
    else details.get(subject.nhsNumber)?.push(record);
  }
  const refusals = unplaced.filter(({ code }) => code !== "CPR06").length;
  const silent = subjects.filter(({ nhsNumber }) => details.get(nhsNumber)?.length === 0).length;
  const anyone = refusals > silent;
  return subjects.map((subject) => {
    const own = details.get(subject.nhsNumber) ?? [];
    return { subject, details: own, doubtful: refusals > 0 && (anyone || own.length === 0) };
  });
}

function sameLocalId(subject: SentSubject, record: AnsweredRecord): boolean {
  const localId = record.about?.localId;
  return localId === undefined || subject.localIds.length === 0 || subject.localIds.includes(localId);
}
