import { createChecks } from "./checks.js";
import { createCpisHost } from "./cpis-host.js";
import { el } from "./dom.js";
import { clock, name } from "./format.js";
import { boardPage, wallPage } from "./pages/board.js";
import { attendances, chartBody, patientBanner } from "./pages/chart.js";
import { clinicPage } from "./pages/clinic.js";
import { registerPage } from "./pages/register.js";
import { workListPage } from "./pages/work-list.js";
import { loadSite } from "./site.js";

const lists = {
  board: { title: "Tracking board", draw: boardPage },
  wall: { title: "Wall board", draw: wallPage },
  register: { title: "Register attendance", draw: registerPage },
  "work-list": { title: "CP-IS work list", draw: workListPage },
  clinic: { title: "Planned clinic", draw: clinicPage },
};

const site = await loadSite();
const checks = createChecks();
const parts = Object.fromEntries(
  ["page", "chart", "patient-banner", "chart-body", "user", "clock"].map((id) => [
    id,
    document.getElementById(id),
  ]),
);
const banner = document.querySelector("cpis-alert-banner");
const cpis = createCpisHost(banner, site.gatewayUrl, { onView: checks.note, onLeave: checks.leave });
let lastChart;
/** What the next chart is opened for. */
let trigger = "opened";

/** Where the address leads. Addresses carry opaque chart ids, never a name or an NHS number. */
function readAddress() {
  const [, area = "", chartId] = location.pathname.split("/");
  if ((area === "chart" || area === "clinic") && chartId !== undefined) {
    const patient = site.patients.find((candidate) => candidate.chartId === chartId);
    if (patient !== undefined && (area === "chart" || patient.clinic !== undefined)) return { area, patient };
  }
  if (area === "chart" && lastChart !== undefined) return { area, patient: lastChart };
  return { area: lists[area] === undefined ? "board" : area };
}

function draw() {
  const { area, patient } = readAddress();
  // The old patient goes before anything of the new one is drawn.
  cpis.close();
  markArea(
    patient === undefined ? (area === "register" ? "board" : area) : area === "clinic" ? "clinic" : "chart",
  );
  parts.chart.hidden = patient === undefined;
  parts.page.hidden = patient !== undefined;
  if (patient === undefined) drawList(area);
  else drawChart(area, patient);
}

function drawList(area) {
  const { title, draw: page } = lists[area];
  document.title = `Northgate ED: ${title}`;
  parts.page.replaceChildren(...page({ site, checks, now: Date.now(), register }));
}

/** What a registration means to the gateway is not what opening a chart means: its own trigger says so. */
function register(patient) {
  trigger = "registered";
  go(`/chart/${patient.chartId}`);
}

function drawChart(area, patient) {
  const planned = area === "clinic";
  lastChart = planned ? lastChart : patient;
  document.title = "Northgate ED: patient chart";
  parts["patient-banner"].replaceChildren(...patientBanner(patient, planned, Date.now()));
  parts["chart-body"].replaceChildren(...chartBody(patient, planned));
  banner.querySelectorAll("[slot=attendances]").forEach((node) => node.remove());
  banner.append(attendances(patient, planned));
  cpis.signIn(parts.user.value, planned ? site.clinicLocationId : site.edLocationId, trigger);
  trigger = "opened";
  cpis.open(patient, planned ? patient.clinic.encounterId : patient.encounterId);
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

parts.user.append(
  ...site.users.map((user) => el("option", { value: user.id }, `${name(user)}, ${user.jobRoleName}`)),
);
parts.user.addEventListener("change", () => {
  cpis.close();
  // Another user must not see what this one's openings returned.
  checks.forget();
  draw();
});

const tick = () => {
  parts.clock.textContent = clock(Date.now());
};
tick();
setInterval(tick, 10_000);
draw();
