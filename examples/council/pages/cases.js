import { el, table } from "/assets/dom.js";
import { date, nhsNumber } from "/assets/format.js";
import { visibilityWords } from "../words.js";

/** The host's own list of cases, with what the NHS can see in a word. */
export async function casesPage({ client, workerId, search }) {
  const { cases: all } = await client.list();
  const own = all.filter((each) => each.workerId === workerId);
  const isAll = search === "?all" || own.length === 0;
  const cases = isAll ? all : own;
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
  const link = (href, label, isCurrent) =>
    el("a", { href, ...(isCurrent ? { "aria-current": "page" } : {}) }, label);
  return [
    el("h1", {}, isAll ? "All cases" : "My cases"),
    el(
      "nav",
      { class: "which", "aria-label": "Which cases" },
      ...(own.length > 0 ? [link("/council/cases", `Mine (${own.length})`, !isAll)] : []),
      link("/council/cases?all", `All (${all.length})`, isAll),
    ),
    table({ class: "cases" }, headings, rows),
  ];
}
