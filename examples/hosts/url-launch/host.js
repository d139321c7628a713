import { loadSite, patientList, post } from "/hosts/shared/site.js";

const site = await loadSite();
const form = document.getElementById("launch");
const button = form.querySelector("button");
let open = null;

form.action = `${site.gatewayUrl}/embed/launch`;
patientList(document.getElementById("patient"), site.patients, (patient) => {
  open = patient;
  button.disabled = patient === null;
});

// A launch lasts for a minute and works once, so it is made at the press.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { launch } = await post("/demo/launch", { chartId: open.chartId, userId: site.users[0].id });
  form.elements.t.value = launch;
  form.submit();
  form.elements.t.value = "";
});
