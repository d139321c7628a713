import { el, table } from "/assets/dom.js";
import { date, nhsNumber } from "/assets/format.js";
import { visibilityWords } from "../words.js";

/** The host's own list of cases, with what the NHS can see in a word. */
export async function casesPage({ client }) {
  const { cases, total } = await client.list();
  const rows = cases.map((row) =>
    el(
      "tr",
      {},
      el(
        "td",
        {},
        el(
          "a",
          { href: `/council/cases/${row.localId}` },
          row.unborn && row.name !== row.localId
            ? `Unborn child of ${row.name}`
            : row.unborn
              ? `Unborn child, case ${row.localId}`
              : row.name,
        ),
      ),
      el("td", {}, row.unborn ? `Due ${row.dueDate ? date(row.dueDate) : "not known"}` : date(row.birthDate)),
      el("td", {}, nhsNumber(row.nhsNumber)),
      el("td", {}, row.workerName ?? "None allocated"),
      el(
        "td",
        {},
        el(
          "span",
          { class: `state ${row.visibility.reason ?? ""} ${row.visibility.kind}` },
          visibilityWords(row.visibility),
        ),
      ),
      el("td", {}, row.openEpisodes > 0 ? el("b", {}, `${row.openEpisodes} to deal with`) : "None open"),
    ),
  );
  const headings = ["Child", "Born", "NHS No.", "Worker", "What the NHS can see", "Opened by the NHS"];
  return [el("h1", {}, `My cases (${total})`), table({ class: "cases" }, headings, rows)];
}
