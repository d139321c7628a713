import { el } from "/assets/dom.js";
import { localDateTime } from "/assets/format.js";

/** Today on an English wall clock. */
export const today = () => localDateTime(Date.now()).slice(0, 10);

/** A titled box. */
export const box = (title, ...children) => el("section", { class: "box" }, el("h2", {}, title), ...children);

/** Names and values, side by side. */
export const rows = (pairs) =>
  el("dl", {}, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

/** A quiet or a leading control. */
export const button = (label, onclick, look = "") =>
  el("button", { type: "button", class: look, onclick }, label);

/** A labelled field of a form. */
export const field = (id, label, attributes = {}) => [
  el("label", { for: id }, label),
  el("input", { id, name: id, autocomplete: "off", ...attributes }),
];

/** A form that gives what was written into it, trimmed, by field. */
export function form(attributes, onsent, ...children) {
  const node = el(
    "form",
    {
      class: "details",
      ...attributes,
      onsubmit: (event) => {
        event.preventDefault();
        const said = Object.fromEntries(
          [...new FormData(node)].map(([name, value]) => [name, String(value).trim()]),
        );
        onsent(said);
      },
    },
    ...children,
  );
  return node;
}

/** A person as a form's fields give one; an empty NHS number is none. */
export function personOf(said) {
  const number = (said["nhs-number"] ?? "").replaceAll(" ", "");
  return {
    familyName: said["family-name"],
    givenNames: said["given-names"].split(" ").filter(Boolean),
    birthDate: said["birth-date"],
    ...(number === "" ? {} : { nhsNumber: number }),
  };
}

/** The fields of a person. */
export const personFields = (person = {}) => [
  ...field("family-name", "Surname", { value: person.familyName ?? "", required: true }),
  ...field("given-names", "Given names", { value: (person.givenNames ?? []).join(" "), required: true }),
  ...field("birth-date", "Born", { type: "date", value: person.birthDate ?? "", required: true }),
  ...field("nhs-number", "NHS No.", { value: person.nhsNumber ?? "", inputmode: "numeric" }),
];
