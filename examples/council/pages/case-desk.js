import { el } from "/assets/dom.js";
import { caseLine, placeFor, places } from "./case.js";

/**
 * One case on the page: its line, its menu, its places, and the panel beside them. Gives the nodes and a way to renew them, or undefined where another
 * case was opened meanwhile.
 */
export async function createCaseDesk({ localId, wants, client, files, element, isCurrent }) {
  let [view, file] = await Promise.all([client.read(localId), files.read(localId)]);
  if (!isCurrent()) return undefined;
  let place = wants === null ? "summary" : placeFor(wants);
  const head = el("div");
  const menu = el("div", {
    class: "menu",
    role: "tablist",
    "aria-label": "Case",
    "aria-orientation": "vertical",
  });
  const body = el("div", { class: "case-body", role: "tabpanel", id: "case-body", tabindex: "0" });
  const said = el("p", { class: "said", role: "status" });

  const show = () => {
    head.replaceChildren(caseLine(view));
    body.setAttribute("aria-labelledby", `tab-${place}`);
    body.replaceChildren(...places[place].draw({ view, file, save, write, wants }), said);
    for (const tab of menu.children) {
      const isOpen = tab.id === `tab-${place}`;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
    }
  };
  const go = (next) => {
    place = next;
    said.textContent = "";
    show();
  };

  /** Does something, says what became of it, and keeps the keyboard's place: the pressed control is drawn anew. */
  async function settle(act, done) {
    try {
      await act();
      said.textContent = done;
    } catch (error) {
      said.textContent = `Not saved: ${error.message}`;
    }
    if (!isCurrent()) return;
    const hadFocus = body.contains(document.activeElement);
    show();
    if (hadFocus) body.focus();
  }
  const save = (draft) =>
    settle(async () => {
      view = await client.save(localId, draft);
    }, "Saved.");
  const write = (entry) =>
    settle(async () => {
      file = await files.add(localId, entry);
    }, "Written into the chronology.");

  menu.append(
    ...Object.entries(places).map(([id, { title }]) =>
      el(
        "button",
        { id: `tab-${id}`, role: "tab", "aria-controls": "case-body", onclick: () => go(id) },
        title,
      ),
    ),
  );
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const ids = Object.keys(places);
    go(ids[(ids.indexOf(place) + step + ids.length) % ids.length]);
    menu.querySelector("[aria-selected=true]").focus();
  });
  // What the panel's user must put right is put right in the host's own place for it.
  element.addEventListener("cpis-task-opened", ({ detail }) => {
    wants = detail.wants;
    go(placeFor(wants));
    body.focus();
  });
  /** What the panel has read is what the case's own places show, unless somebody is at work in them. */
  const refresh = (next) => {
    const isSame =
      JSON.stringify({ ...next, serverTime: "" }) === JSON.stringify({ ...view, serverTime: "" });
    view = next;
    if (!isSame && isCurrent() && !body.contains(document.activeElement)) show();
  };
  show();
  const nodes = [
    head,
    el("div", { class: "case" }, menu, body, el("aside", { "aria-label": "CP-IS" }, element)),
  ];
  return { nodes, refresh };
}
