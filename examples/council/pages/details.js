import { el, table } from "/assets/dom.js";
import { date, nhsNumber } from "/assets/format.js";
import { draftOf } from "../site.js";
import { box, button, form, personFields, personOf } from "./parts.js";

/** Who the child is, and what CP-IS says about it. */
export function details({ view, save }) {
  const key = view.child ? "child" : "mother";
  const person = draftOf(view)[key];
  if (person === undefined) return [box("Details", el("p", {}, "No mother is linked: see Family."))];
  const keep = (next) => save({ ...draftOf(view), [key]: { ...person, ...next } });
  return [
    ...replacement(view, person, keep),
    ...refused(view),
    box(
      view.child ? "Details" : "The mother’s details",
      form(
        {},
        (said) => {
          const { nhsNumber: _old, ...rest } = person;
          save({ ...draftOf(view), [key]: { ...rest, ...personOf(said) } });
        },
        ...personFields(person),
        el("button", { type: "submit" }, "Save"),
      ),
    ),
  ];
}

// A number is never replaced by itself: somebody compares, and says that it is the same child.
function replacement({ work }, person, keep) {
  const task = work.find(({ kind, detail }) => kind === "replace-number" && /^[0-9]{10}$/.test(detail ?? ""));
  if (task === undefined) return [];
  return [
    box(
      "NHS number has been replaced",
      table(
        {},
        ["", "Ours", "NHS"],
        [
          el(
            "tr",
            {},
            el("th", { scope: "row" }, "NHS No."),
            el("td", {}, nhsNumber(person.nhsNumber)),
            el("td", {}, nhsNumber(task.detail)),
          ),
        ],
      ),
      el(
        "p",
        {},
        "Look the new number up on the national records. Use it only where it is the same child’s.",
      ),
      el(
        "p",
        { class: "acts" },
        button(
          `It is the same child: use ${nhsNumber(task.detail)}`,
          () => keep({ nhsNumber: task.detail }),
          "primary",
        ),
      ),
    ),
  ];
}

function refused({ work }) {
  const found = work.find((task) => task.refused !== undefined)?.refused;
  if (found === undefined) return [];
  const row = (label, read) => {
    const [sent, ours] = [read(found.sent), read(found.ours)];
    const look = sent === ours ? "" : "changed";
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      el("td", {}, sent),
      el("td", { class: look }, ours),
    );
  };
  return [
    box(
      "Does not match NHS records",
      table(
        {},
        ["", "Refused", "Ours now"],
        [
          row("Surname", ({ familyName }) => familyName),
          row("Given name", ({ givenName }) => givenName),
          row("Born", ({ birthDate }) => date(birthDate)),
          row("NHS No.", (person) => nhsNumber(person.nhsNumber)),
        ],
      ),
      el(
        "p",
        {},
        "CP-IS does not say which differs, nor what the NHS holds. Look the child up on the national records, and ask the family which is right.",
      ),
    ),
  ];
}
