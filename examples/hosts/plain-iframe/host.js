import { createHostBridge } from "/embed/cpis-host.js";
import { bannerPatient, fetchToken, loadSite, patientList } from "/hosts/shared/site.js";

const site = await loadSite();
const bridge = createHostBridge({
  gatewayUrl: site.gatewayUrl,
  locationId: site.edLocationId,
  place: document.getElementById("cpis"),
  getToken: () => fetchToken(site.users[0].id),
});

patientList(document.getElementById("patient"), site.patients, (patient) => {
  if (patient === null) bridge.close();
  else bridge.open(bannerPatient(patient));
});
