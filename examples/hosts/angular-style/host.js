import { CpisBannerComponent } from "./cpis-banner.component.js";
import { bannerPatient, fetchToken, loadSite, patientList } from "/hosts/shared/site.js";

const site = await loadSite();
const component = new CpisBannerComponent({ nativeElement: document.getElementById("cpis") });
component.settings = {
  gatewayUrl: site.gatewayUrl,
  locationId: site.edLocationId,
  getToken: () => fetchToken(site.users[0].id),
};
component.ngOnChanges();
addEventListener("pagehide", () => component.ngOnDestroy());

patientList(document.getElementById("patient"), site.patients, (patient) => {
  component.patient = patient === null ? null : bannerPatient(patient);
  component.ngOnChanges();
});
