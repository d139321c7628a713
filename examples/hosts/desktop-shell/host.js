import { createCpisPlugin } from "/embed/cpis.js";
import { createAdapter } from "/embed/cpis-webview.js";
import { createShell } from "./shell.js";
import { bannerPatient, fetchToken, loadSite, patientList } from "/hosts/shared/site.js";

const site = await loadSite();
let open = null;
const shell = createShell({
  getToken: () => fetchToken(site.users[0].id),
  contextNow: () => open,
});
const adapter = createAdapter({ bridge: shell.bridge, silenceMs: 15_000 });
createCpisPlugin({
  gatewayUrl: site.gatewayUrl,
  locationId: site.edLocationId,
  element: document.getElementById("cpis"),
  adapter,
  getToken: (hint) => adapter.getToken(hint),
}).start();

patientList(document.getElementById("patient"), site.patients, (patient) => {
  open = patient === null ? null : bannerPatient(patient);
  shell.tellContext();
});
