/** Builds an element. Text is always text: nothing in this page is ever parsed as HTML. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null));
  return node;
}

/** A table with a header row. Cells are text or nodes; a corner without a heading is a plain cell. */
export function table(attributes, headings, rows) {
  const cells = headings.map((heading) => (heading === "" ? el("td") : el("th", { scope: "col" }, heading)));
  return el("table", attributes, el("thead", {}, el("tr", {}, cells)), el("tbody", {}, rows));
}

/** A titled box of the chart. */
export function box(title, ...children) {
  return el("section", { class: "box" }, el("h3", {}, title), el("div", { class: "box-body" }, children));
}
