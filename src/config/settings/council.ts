import { z } from "zod";
import { dayNames } from "./contacts.js";
import { councilMeshSetting } from "./council-mesh.js";
import { councilDirectorySetting, councilNoticesSetting } from "./council-notices.js";
import { dateText, live, milliseconds, odsCode, setting, text, time } from "./setting.js";

const authority = z.strictObject({
  odsCode: setting(odsCode, { description: "the council's ODS code, as every upload names it" }),
  name: setting(text, { description: "the council's name, as the NHS sees it" }),
  officeHoursTelephone: setting(text.optional(), {
    description: "the number the NHS rings in office hours",
    danger: "A wrong number is rung by a clinician with a child in front of them (H-28).",
  }),
  emergencyDutyTelephone: setting(text, {
    description: "the number the NHS rings at all other times; Spine refuses an upload without it",
    danger: "A wrong number is rung by a clinician with a child in front of them (H-28).",
  }),
});

const statusRow = z.strictObject({
  code: setting(text, { description: "the council's own code of a legal status" }),
  label: setting(text, { description: "the status in words" }),
  group: setting(z.enum(["looked-after", "child-protection", "unborn-child-protection"]), {
    description: "the statuses of which a child has one at a time",
  }),
  plan: setting(
    z.enum(["looked-after-child", "child-protection-plan", "unborn-child-protection-plan", "none"]),
    {
      description: "the CP-IS plan that the status means; none is a decision, and is counted",
      danger: "A status mapped to nothing is a child whom the NHS cannot see (H-21).",
    },
  ),
  from: setting(dateText.optional(), {
    description: "the first day on which this row holds; from the beginning where absent",
  }),
  until: setting(dateText.optional(), {
    description: "the last day on which this row holds; without end where absent",
  }),
});

const roles = z.strictObject({
  socialWorker: setting(z.array(text).min(1, "needs at least one code"), {
    description: "job role codes that read cases and deal with notices",
  }),
  emergencyDutyTeam: setting(z.array(text).default([]), {
    description:
      "job role codes of those who cover every team out of hours: they read cases and uploads and deal with notices, and change no case",
    danger: "Left empty, nobody can take a notice at night but who also works by day (H-18).",
  }),
  dataOfficer: setting(z.array(text).min(1, "needs at least one code"), {
    description: "job role codes that also import, order, stop and resume uploads",
  }),
  caseSystem: setting(z.array(text).default([]), {
    description: "job role codes of the case system itself, which saves cases with a token of its own",
  }),
});

const uploads = z
  .strictObject({
    changesAt: setting(z.array(time).min(1, "needs at least one time").default(["19:00"]), {
      description: "when changes are sent every day, on an English wall clock",
    }),
    fullOn: setting(z.array(z.enum(dayNames)).min(1, "needs at least one day").default(["Sun"]), {
      description: "the days on which the whole register is compared and sent, Mon to Sun",
      danger: "Only a full comparison finds what was lost on the way (H-20).",
    }),
    fullAt: setting(time.default("02:00"), { description: "when the whole register is sent on those days" }),
    afterChangeMs: setting(milliseconds(1_000, 86_400_000).optional(), {
      description: "how long after a change it is sent too; where absent, only the times above count",
      unit: "ms",
    }),
    answerLimitMs: setting(milliseconds(60_000, 604_800_000).default(86_400_000), {
      description: "how long an upload may stay unanswered before it is an alarm",
      unit: "ms",
      danger: "Until CP-IS has answered, nobody knows whether the NHS can see the children in it (R-94).",
    }),
  })
  .meta(live);

/** The council's side: who it is, its mailbox, what its statuses mean, when it uploads and who hears of notices. */
export const councilSetting = z.strictObject({
  authority,
  mesh: councilMeshSetting,
  cpisMailboxId: setting(
    z.string().regex(/^[A-Z0-9]{1,100}$/, "must be upper-case letters and digits, as NHS England gave it"),
    {
      description: "the mailbox of CP-IS, where uploads go; pinned here and never looked up",
      danger: "Children's data go to this mailbox: compare it with what NHS England gave in writing.",
    },
  ),
  uploadWorkflowId: setting(text.default("CPIS_UPLOAD"), {
    description: "the MESH workflow id of uploads",
  }),
  statusTable: setting(z.array(statusRow).min(1, "needs at least one row").optional(), {
    description: "what the council's legal statuses mean; the table of docs/councils/mapping.md where absent",
    danger: "A status mapped to nothing is a child whom the NHS cannot see (H-21).",
    needsTwo: true,
    takesEffect: "live",
  }),
  placementCodes: setting(z.array(text).optional(), {
    description:
      "codes of the statuses that precede an adoption, at which a case asks for care; E1 where absent",
    danger: "An adopted child's old and new identity must never be linked (H-24).",
    takesEffect: "live",
  }),
  roles: setting(roles, {
    description: "the job role codes of users, by what they may do",
    danger: "A code in the wrong list lets people see or send what they must not.",
    needsTwo: true,
    takesEffect: "live",
  }),
  takesOver: setting(z.boolean().default(false), {
    description:
      "whether another system uploads for this council today; then nothing leaves and the mailbox is not read until a take-over is approved",
    danger: "Left off while another system uploads: two systems overwrite each other's children (H-20).",
  }),
  directory: councilDirectorySetting,
  uploads: uploads.prefault({}),
  notices: councilNoticesSetting,
});
