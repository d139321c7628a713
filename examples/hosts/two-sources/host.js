import { createArbitratedAdapter } from "/embed/cpis-arbitrated.js";
import { createCpisPlugin, createElementAdapter } from "/embed/cpis.js";
import { bannerPatient, fetchToken, loadSite, patientList } from "/hosts/shared/site.js";

const site = await loadSite();
const element = document.getElementById("cpis");
// The second source: any adapter will do. This one reads an element that nobody sees.
const service = document.body.appendChild(document.createElement("cpis-alert-banner"));
service.hidden = true;

createCpisPlugin({
  gatewayUrl: site.gatewayUrl,
  locationId: site.edLocationId,
  element,
  adapter: createArbitratedAdapter([createElementAdapter(element), createElementAdapter(service)]),
  getToken: () => fetchToken(site.users[0].id),
}).start();

for (const [id, source] of [
  ["one", element],
  ["other", service],
])
  patientList(document.getElementById(id), site.patients, (patient) => {
    source.patient = patient === null ? null : bannerPatient(patient);
  });
