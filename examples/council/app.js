import "/embed/cpis-panel.js";
import { createCouncilPanel, createTeamView } from "/embed/cpis-panel.js";
import { el } from "/assets/dom.js";
import { clock, name } from "/assets/format.js";
import { createCaseDesk } from "./pages/case-desk.js";
import { casesPage } from "./pages/cases.js";
import { createCaseClient, createFileClient, fetchToken, loadSite } from "./site.js";

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
    if (area === "cases" && localId !== undefined)
      await drawCase(localId, new URLSearchParams(location.search).get("for"), () => mine === drawing);
    else if (area === "cases") {
      const nodes = await casesPage({ client: client(), workerId: person().id, search: location.search });
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

async function drawCase(localId, wants, isCurrent) {
  const element = document.createElement("cpis-social-care-panel");
  const open = await createCaseDesk({
    localId,
    wants,
    client: client(),
    files: createFileClient(user.value),
    element,
    isCurrent,
  });
  if (open === undefined) return;
  page.replaceChildren(...open.nodes);
  // The council's own log says when somebody last rang its numbers; the numbers themselves come from the gateway.
  const { telephonesTestedOn } = site;
  const panel = createCouncilPanel({
    ...plugin(),
    element,
    localId,
    telephonesTestedOn,
    onRead: open.refresh,
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
  go(link.pathname + link.search);
});
addEventListener("popstate", draw);
page.addEventListener("cpis-case-opened", ({ detail }) => go(`/council/cases/${detail.localId}`));
page.addEventListener("cpis-task-opened", ({ detail, target }) => {
  // A task of a team's list is done in the case it is about; one about a whole file, in the mailbox.
  if (target.localName !== "cpis-team-view") return;
  go(detail.localId ? `/council/cases/${detail.localId}?for=${detail.wants}` : "/council/mailbox");
});

user.append(...site.users.map((one) => el("option", { value: one.id }, `${name(one)}, ${one.jobRoleName}`)));
user.addEventListener("change", draw);
const tick = () => {
  document.getElementById("clock").textContent = clock(Date.now());
};
tick();
setInterval(tick, 10_000);
draw();
