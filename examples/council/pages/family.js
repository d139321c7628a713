import { el } from "/assets/dom.js";
import { date, nhsNumber } from "/assets/format.js";
import { draftOf } from "../site.js";
import { written } from "../words.js";
import { box, field, form, personFields, personOf, rows, today } from "./parts.js";

/** The mother, the expected date of birth, and the birth. */
export function family({ view, save }) {
  const { mother, dueDate, child } = view;
  const draft = draftOf(view);
  if (child !== undefined && mother === undefined && dueDate === undefined)
    return [box("Family", el("p", {}, "Nobody is linked to this case."))];
  return [
    motherBox(view, (person) => save({ ...draft, mother: { ...draft.mother, ...person } })),
    ...(child === undefined
      ? [dueBox(dueDate, (day) => save({ ...draft, dueDate: day })), birthBox(view, save)]
      : [box("Born", rows([["Child", `${written(child)}, ${date(child.birthDate)}`]]))]),
  ];
}

const motherBox = ({ mother }, link) =>
  box(
    "Mother",
    ...(mother
      ? [
          rows([
            ["Linked", written(mother)],
            ["NHS No.", nhsNumber(mother.nhsNumber)],
          ]),
        ]
      : [el("p", {}, "Nobody is linked. An unborn child’s plan goes under the mother’s NHS number.")]),
    form(
      { "aria-label": "Mother" },
      (said) => link(personOf(said)),
      ...personFields(mother),
      el("button", { type: "submit" }, mother ? "Save" : "Link mother"),
    ),
  );

const dueBox = (dueDate, keep) =>
  box(
    "Expected date of birth",
    form(
      {},
      (said) => keep(said.due),
      ...field("due", "Expected", { type: "date", value: dueDate ?? "", required: true }),
      el("button", { type: "submit" }, "Save date"),
    ),
  );

// The plan on the mother's record ends with the birth; nothing follows the baby by itself.
function birthBox(view, save) {
  const born = (said) => {
    const number = said["baby-nhs-number"].replaceAll(" ", "");
    const day = said["baby-birth-date"];
    const ended = view.statuses.map((status) =>
      status.code === "UCPP" && status.until === undefined ? { ...status, until: day } : status,
    );
    const statuses = said["keeps-plan"] ? [...ended, { code: "CPP", from: day }] : ended;
    save({
      ...draftOf(view),
      child: {
        familyName: said["baby-family-name"],
        givenNames: said["baby-given-names"].split(" ").filter(Boolean),
        birthDate: day,
        ...(number === "" ? {} : { nhsNumber: number }),
      },
      statuses,
    });
  };
  return box(
    "The child is born",
    form(
      { "aria-label": "The child is born" },
      born,
      ...field("baby-family-name", "Surname", { value: view.mother?.familyName ?? "", required: true }),
      ...field("baby-given-names", "Given names", { required: true }),
      ...field("baby-birth-date", "Born", { type: "date", value: today(), max: today(), required: true }),
      ...field("baby-nhs-number", "The child’s own NHS No.", { inputmode: "numeric" }),
      el("label", { for: "keeps-plan" }, "Child protection plan from birth"),
      el("input", { id: "keeps-plan", name: "keeps-plan", type: "checkbox", checked: true }),
      el("button", { type: "submit" }, "Record the birth"),
    ),
  );
}
