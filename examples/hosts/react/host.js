import { CpisBanner } from "./cpis-banner.js";
import { createElement, createRoot, useState } from "./react.js";
import { bannerPatient, fetchToken, loadSite } from "/hosts/shared/site.js";

const site = await loadSite();
const settings = {
  gatewayUrl: site.gatewayUrl,
  locationId: site.edLocationId,
  getToken: () => fetchToken(site.users[0].id),
};
const patients = new Map(site.patients.map((patient) => [patient.chartId, bannerPatient(patient)]));

function Chart() {
  const [chartId, open] = useState("");
  const options = site.patients.map((patient) =>
    createElement(
      "option",
      { key: patient.chartId, value: patient.chartId },
      `${patient.familyName}, ${patient.givenName}`,
    ),
  );
  const list = createElement(
    "select",
    { id: "patient", value: chartId, onChange: (event) => open(event.target.value) },
    createElement("option", { value: "" }, "No patient is open"),
    ...options,
  );
  return createElement(
    "div",
    null,
    createElement("label", null, "Open patient ", list),
    createElement(
      "div",
      { className: "place" },
      createElement(CpisBanner, { patient: patients.get(chartId) ?? null, settings }),
    ),
  );
}

createRoot(document.getElementById("app")).render(createElement(Chart));
