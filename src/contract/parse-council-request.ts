/** What a page or a case system sends to the council's gateway. Throws `CPIS_REQUEST_INVALID` with every fault. */
import type { CaseDraft, StatusDraft } from "../domain/case-validation.js";
import type { Issue } from "../errors/cpis-error.js";
import type { CaseSearch, DeletionApproval, DeletionOrder } from "./council-case.js";
import type { NoteOrder, PassOrder, SendWishOrder, UploadOrder } from "./council.js";
import { localDate, parserOf, planKind } from "./parse-council-shapes.js";
import { routeTarget } from "./parse-episode.js";
import {
  flag,
  formed,
  invalid,
  list,
  object,
  oneOf,
  optional,
  text,
  wholeNumber,
  type Reader,
} from "./shape.js";

// What the case system holds is taken as it is: whether it is a name, a number or a date is decided by the domain, with words.
const asWritten = text({ maxLength: 1000 });
const several = { atMost: 1000 } as const;

const person = {
  nhsNumber: optional(asWritten),
  familyName: optional(asWritten),
  givenNames: optional(list(asWritten, several)),
  birthDate: optional(asWritten),
} as const;

/** Body of `PUT /api/v1/cases/{localId}`, as far as its shape goes; the domain says the rest, with every fault. */
export const caseDraft: Reader<CaseDraft> = object<CaseDraft>(
  {
    localId: optional(asWritten),
    child: optional(object<NonNullable<CaseDraft["child"]>>(person, "refuse")),
    mother: optional(
      object<NonNullable<CaseDraft["mother"]>>({ ...person, localId: optional(asWritten) }, "refuse"),
    ),
    dueDate: optional(asWritten),
    statuses: optional(
      list(
        object<StatusDraft>(
          { code: optional(asWritten), from: optional(asWritten), until: optional(asWritten) },
          "refuse",
        ),
        several,
      ),
    ),
    worker: optional(
      object<NonNullable<CaseDraft["worker"]>>(
        { id: optional(asWritten), name: optional(asWritten), telephone: optional(asWritten) },
        "refuse",
      ),
    ),
    teamId: optional(asWritten),
    adoptedOn: optional(asWritten),
  },
  "refuse",
);

/** One case, or the faults of its shape. */
export type DraftReading =
  | { readonly ok: true; readonly draft: CaseDraft }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** The shape of one case, without a throw: one bad row of an import must not cost the others. */
export function readCaseDraft(body: unknown): DraftReading {
  const issues: Issue[] = [];
  const draft = caseDraft(body, { path: "", issues });
  return draft === invalid ? { ok: false, issues } : { ok: true, draft };
}

/** Rows of one import request; longer files are sent in several. */
export const importBatchRows = 500;

/** Body of `POST /api/v1/cases/import`: the rows as they came, and the number of the first. */
export interface ImportBatch {
  readonly firstRow: number;
  readonly rows: readonly unknown[];
  /** Names every fault and saves nothing: a file is looked through before anything of it is taken. */
  readonly checkOnly?: boolean;
}

// Each row is read by itself: one bad row must not cost the others.
const anything: Reader<unknown> = formed(caseDraft.form ?? { json: {} }, (value) => value);

const importBatch = object<ImportBatch>(
  {
    firstRow: wholeNumber(1),
    rows: list(anything, { atLeast: 1, atMost: importBatchRows }),
    checkOnly: optional(flag),
  },
  "refuse",
);

const visibilityKind = oneOf<NonNullable<CaseSearch["visibility"]>>({
  visible: true,
  "not-visible": true,
  waiting: true,
  ended: true,
  "cannot-be-shared": true,
});

const caseSearch = object<CaseSearch>(
  {
    text: optional(text({ maxLength: 200 })),
    visibility: optional(visibilityKind),
    workerId: optional(text({ maxLength: 200 })),
    offset: optional(wholeNumber(0)),
    limit: optional(wholeNumber(1)),
  },
  "refuse",
);

const deletionOrder = object<DeletionOrder>(
  { kind: planKind, start: localDate, reason: text({ minLength: 1, maxLength: 2000 }) },
  "refuse",
);
const deletionApproval = object<DeletionApproval>(
  { deletionId: text({ minLength: 1, maxLength: 64 }) },
  "refuse",
);
const uploadOrder = object<UploadOrder>({ kind: oneOf({ changes: true, full: true }) }, "refuse");
const noteOrder = object<NoteOrder>({ text: text({ minLength: 1, maxLength: 4000 }) }, "refuse");
const passOrder = object<PassOrder>({ to: routeTarget }, "refuse");

/** Body that only says why: resuming uploads, closing one. */
export interface ReasonOrder {
  readonly reason: string;
}
const reasonOrder = object<ReasonOrder>({ reason: text({ minLength: 10, maxLength: 2000 }) }, "refuse");

/** Body of `POST /api/v1/cases/import`. */
export const parseImportBatch: (body: unknown) => ImportBatch = parserOf(importBatch);
/** Body of `POST /api/v1/cases/search`. */
export const parseCaseSearch: (body: unknown) => CaseSearch = parserOf(caseSearch);
/** Body of `POST /api/v1/cases/{localId}/deletion`. */
export const parseDeletionOrder: (body: unknown) => DeletionOrder = parserOf(deletionOrder);
/** Body of `POST /api/v1/cases/{localId}/deletion/approval`. */
export const parseDeletionApproval: (body: unknown) => DeletionApproval = parserOf(deletionApproval);
/** Body of `POST /api/v1/council/uploads`. */
export const parseUploadOrder: (body: unknown) => UploadOrder = parserOf(uploadOrder);
/** Body of `POST /api/v1/council/uploads/wishes`. */
export const parseSendWishOrder: (body: unknown) => SendWishOrder = parserOf(
  object<SendWishOrder>({ localId: asWritten }, "refuse"),
);
/** Body of `POST /api/v1/council/notices/{episodeId}/note`. */
export const parseNoteOrder: (body: unknown) => NoteOrder = parserOf(noteOrder);
/** Body of `POST /api/v1/council/notices/{episodeId}/pass`. */
export const parsePassOrder: (body: unknown) => PassOrder = parserOf(passOrder);
/** Body of `POST /api/v1/council/uploads/resumption` and of `POST /api/v1/council/uploads/{sequenceNumber}/closure`. */
export const parseReasonOrder: (body: unknown) => ReasonOrder = parserOf(reasonOrder);
