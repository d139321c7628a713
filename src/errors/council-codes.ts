/** What is refused of a council's cases, uploads, mailbox and take-over; part of the one table of codes. */
export const councilCodes = {
  CPIS_CASE_INVALID: { category: "invalid", text: "The case has faults; each is listed with its place." },
  CPIS_CASE_NOT_FOUND: { category: "invalid", text: "There is no such case." },
  CPIS_DELETION_REFUSED: {
    category: "invalid",
    text: "The plan may not be deleted; each reason is listed.",
  },
  CPIS_NOTICE_NOT_FOUND: { category: "invalid", text: "There is no such notice." },
  CPIS_NOTICE_CONFLICT: {
    category: "invalid",
    text: "Somebody else has taken this notice, or it is finished.",
  },
  CPIS_NOTICE_NOT_PLACED: {
    category: "malformed",
    text: "A notice of closed NHS numbers names somebody who is in no case; the numbers are kept, and nothing is uploaded under them.",
  },
  CPIS_MAILBOX_MESSAGE_NOT_FOUND: {
    category: "invalid",
    text: "No such message was set aside, or somebody has dealt with it already.",
  },
  CPIS_UPLOAD_NOT_POSSIBLE: {
    category: "invalid",
    text: "Nothing can be uploaded now: a file is in flight, or uploads are stopped until a person has acted.",
  },
  CPIS_UPLOAD_NOT_FOUND: { category: "invalid", text: "There is no such upload." },
  CPIS_TAKEOVER_NOT_FOUND: { category: "invalid", text: "No take-over is proposed." },
  CPIS_TAKEOVER_INVALID: {
    category: "invalid",
    text: "The take-over, or a decision in it, has faults; each is listed with its place.",
  },
  CPIS_TAKEOVER_NOT_POSSIBLE: {
    category: "invalid",
    text: "Not possible as the take-over stands: a file was made already, or it is approved, withdrawn or over.",
  },
  CPIS_TAKEOVER_UNDECIDED: {
    category: "invalid",
    text: "Plans on CP-IS that no case explains are undecided; each is listed.",
  },
  CPIS_TAKEOVER_CHANGED: {
    category: "invalid",
    text: "The difference is no longer the one that was looked at: read it again and propose it anew.",
  },
  CPIS_TAKEOVER_SECOND_PERSON: {
    category: "not-permitted",
    text: "This needs a second person, who has neither proposed nor decided anything in the take-over.",
  },
} as const;
