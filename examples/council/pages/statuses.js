import { el, table } from "/assets/dom.js";
import { date } from "/assets/format.js";
import { draftOf } from "../site.js";
import { statusName, statusNames } from "../words.js";
import { box, button, field, form, today } from "./parts.js";

const put = ({ view, save }, statuses) => save({ ...draftOf(view), statuses });

/** The one press that the demonstration begins with, and the one that ends what is in force. */
export function statusActions(context) {
  const { view } = context;
  const open = view.statuses.filter(({ until }) => until === undefined);
  const code = view.child ? "CPP" : "UCPP";
  const controls = open.map((status) =>
    button(`End ${lower(status.code)} today`, () =>
      put(
        context,
        view.statuses.map((each) => (each === status ? { ...each, until: today() } : each)),
      ),
    ),
  );
  if (!open.some((status) => status.code === code)) {
    controls.push(
      button(
        `Add ${lower(code)} from today`,
        () => put(context, [...view.statuses, { code, from: today() }]),
        "primary",
      ),
    );
  }
  return el("p", { class: "acts" }, ...controls);
}

const lower = (code) => statusName(code).replace(/^[A-Z]/, (letter) => letter.toLowerCase());

/** The whole status history, a new status with its own dates, and the correction of what was never true. */
export function statuses(context) {
  const { view } = context;
  const history = view.statuses.map((status, index) => {
    const correct = button("Entered in error: take out", () =>
      put(
        context,
        view.statuses.filter((_, at) => at !== index),
      ),
    );
    correct.setAttribute("aria-label", `Entered in error: take out ${lower(status.code)}`);
    return el(
      "tr",
      {},
      el("td", {}, statusName(status.code)),
      el("td", {}, date(status.from)),
      el("td", {}, status.until === undefined ? "In force" : date(status.until)),
      el("td", {}, correct),
    );
  });
  return [
    box(
      "Plans and legal status",
      table({}, ["Status", "From", "Until", "Correct"], history),
      statusActions(context),
      el("p", { class: "hint" }, correctionWords),
    ),
    box("Another status", newStatus(context)),
    ...(view.plans.length > 0 ? [box("Plan periods as CP-IS is told of them", periods(view))] : []),
  ];
}

const correctionWords =
  "Taking a status out corrects this case’s own history. What CP-IS already holds stays there until the panel’s “Entered in error” is agreed by a second person.";

const newStatus = (context) =>
  form(
    {},
    ({ code, from, until }) =>
      put(context, [...context.view.statuses, { code, from, ...(until === "" ? {} : { until }) }]),
    el("label", { for: "code" }, "Status"),
    el(
      "select",
      { id: "code", name: "code" },
      ...Object.entries(statusNames).map(([code, name]) =>
        el("option", { value: code }, `${name} (${code})`),
      ),
    ),
    ...field("from", "From", { type: "date", value: today(), required: true }),
    ...field("until", "Until (empty: in force)", { type: "date" }),
    el("button", { type: "submit" }, "Add status"),
  );

const kindNames = {
  "child-protection-plan": "Child protection plan",
  "looked-after-child": "Looked after child",
  "unborn-child-protection-plan": "Unborn child protection plan",
};
const causeNames = {
  "status-ended": "Status ended",
  "mapping-ended": "Mapping ended",
  "eighteenth-birthday": "18th birthday",
  adoption: "Adoption",
  birth: "Birth",
  "due-date": "Due date",
};

const periods = ({ plans }) =>
  table(
    {},
    ["Plan", "From", "To", "Why it ends"],
    plans.map(({ kind, start, end, endCause }) =>
      el(
        "tr",
        {},
        ...[kindNames[kind], date(start), end ? date(end) : "In force", causeNames[endCause] ?? ""].map(
          (text) => el("td", {}, text),
        ),
      ),
    ),
  );
