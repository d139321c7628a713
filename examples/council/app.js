import "/embed/cpis-panel.js";
import { createCouncilPanel, createTeamView } from "/embed/cpis-panel.js";
import { el } from "/assets/dom.js";
import { clock, name } from "/assets/format.js";
import { caseLine, places } from "./pages/case.js";
import { casesPage } from "./pages/cases.js";
import { createCaseClient, fetchToken, loadSite } from "./site.js";

const teams = ["inbox", "work-list", "mailbox"];
const site = await loadSite();
const page = document.getElementById("page");
const user = document.getElementById("user");
/** What of the last page must end before the next is drawn. */
let leave = () => undefined;
let drawing = 0;

const person = () => site.users.find(({ id }) => id === user.value) ?? site.users[0];
const client = () => createCaseClient(site.gatewayUrl, user.value);
const plugin = () => ({
  gatewayUrl: site.gatewayUrl,
  getToken: () => fetchToken(user.value),
  userNames: person().names,
  ownTasks: person().ownTasks,
  directory: site.directory,
});

/** Where the address leads. Addresses carry opaque case ids, never a name or an NHS number. */
function readAddress() {
  const [, , area = "cases", localId] = location.pathname.split("/");
  return area === "cases" || teams.includes(area) ? { area, localId } : { area: "cases" };
}

async function draw() {
  const { area, localId } = readAddress();
  const mine = (drawing += 1);
  // The old child goes before anything of the new one is drawn.
  leave();
  leave = () => undefined;
  page.replaceChildren(el("p", { class: "notice" }, "Reading…"));
  markArea(area);
  document.title = `Northshire: ${localId ? "case" : area}`;
  try {
    if (area === "cases" && localId !== undefined) await drawCase(localId, () => mine === drawing);
    else if (area === "cases") {
      const nodes = await casesPage({ client: client() });
      if (mine === drawing) page.replaceChildren(...nodes);
    } else drawTeam(area);
  } catch (error) {
    if (mine === drawing) page.replaceChildren(el("p", { class: "notice", role: "alert" }, error.message));
  }
}

function drawTeam(area) {
  const element = document.createElement("cpis-team-view");
  const view = createTeamView({ ...plugin(), element, area });
  page.replaceChildren(element);
  view.start();
  leave = view.stop;
}

async function drawCase(localId, isCurrent) {
  let view = await client().read(localId);
  if (!isCurrent()) return;
  let place = "summary";
  const head = el("div");
  const menu = el("div", {
    class: "menu",
    role: "tablist",
    "aria-label": "Case",
    "aria-orientation": "vertical",
  });
  const body = el("div", { class: "case-body", role: "tabpanel", id: "case-body", tabindex: "0" });
  const said = el("p", { class: "said", role: "status" });
  const panelElement = document.createElement("cpis-social-care-panel");
  const show = () => {
    head.replaceChildren(caseLine(view));
    body.setAttribute("aria-labelledby", `tab-${place}`);
    body.replaceChildren(...places[place].draw(view, save), said);
    for (const tab of menu.children) {
      const isOpen = tab.id === `tab-${place}`;
      tab.setAttribute("aria-selected", String(isOpen));
      tab.tabIndex = isOpen ? 0 : -1;
    }
  };
  const go = (next) => {
    place = next;
    show();
  };
  async function save(draft) {
    try {
      view = await client().save(localId, draft);
      said.textContent = "Saved.";
    } catch (error) {
      said.textContent = `Not saved: ${error.message}`;
    }
    if (isCurrent()) show();
  }
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
  panelElement.addEventListener("cpis-task-opened", () => {
    go("details");
    body.focus();
  });
  page.replaceChildren(
    head,
    el("div", { class: "case" }, menu, body, el("aside", { "aria-label": "CP-IS" }, panelElement)),
  );
  show();
  const panel = createCouncilPanel({
    ...plugin(),
    element: panelElement,
    localId,
    // The council's own log of test calls says so; the numbers themselves come from the gateway.
    telephonesTestedOn: site.telephonesTestedOn,
  });
  panel.start();
  leave = panel.stop;
}

function markArea(area) {
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.area === area) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function go(address) {
  history.pushState(null, "", address);
  draw();
  scrollTo(0, 0);
}

document.addEventListener("click", (event) => {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (link === undefined || link.origin !== location.origin || link.hash !== "") return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(link.pathname);
});
addEventListener("popstate", draw);
page.addEventListener("cpis-case-opened", ({ detail }) => go(`/council/cases/${detail.localId}`));
page.addEventListener("cpis-task-opened", ({ detail, target }) => {
  if (target.localName === "cpis-team-view" && detail.localId) go(`/council/cases/${detail.localId}`);
});

user.append(...site.users.map((one) => el("option", { value: one.id }, `${name(one)}, ${one.jobRoleName}`)));
user.addEventListener("change", draw);
const tick = () => {
  document.getElementById("clock").textContent = clock(Date.now());
};
tick();
setInterval(tick, 10_000);
draw();
