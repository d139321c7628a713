import { createCpisPlugin, createElementAdapter } from "/embed/cpis.js";
import { fetchToken } from "./site.js";

/**
 * The whole embedding: one element on the page, one plugin per user and location.
 *
 * The host says which patient is open by one assignment to the element's `patient`; null closes it.
 */
export function createCpisHost(element, gatewayUrl, { onView, onLeave }) {
  let running;
  let openChart;

  const close = () => {
    element.patient = null;
    if (openChart !== undefined) onLeave(openChart);
    openChart = undefined;
  };

  element.addEventListener("cpis-lookup-changed", () => {
    if (openChart !== undefined && element.view?.key !== null) onView(openChart, element.view);
  });

  return {
    signIn: (userId, locationId, trigger) => {
      const isSame = running?.userId === userId && running.locationId === locationId;
      if (isSame && running.trigger === trigger) return;
      close();
      running?.plugin.stop();
      const adapter = createElementAdapter(element);
      const plugin = createCpisPlugin({
        gatewayUrl,
        locationId,
        getToken: () => fetchToken(userId),
        element,
        adapter,
        trigger,
      });
      plugin.start();
      running = { userId, locationId, trigger, plugin };
    },
    open: (patient, encounterId) => {
      openChart = patient.chartId;
      element.patient = patientFields(patient, encounterId);
    },
    close,
  };
}

function patientFields(patient, encounterId) {
  return {
    ...(patient.nhsNumber === undefined ? {} : { nhsNumber: patient.nhsNumber }),
    nhsNumberStatus: patient.nhsNumberStatus,
    birthDate: patient.birthDate,
    familyName: patient.familyName,
    givenName: patient.givenName,
    title: patient.title,
    gender: patient.gender,
    ...(patient.pregnancy === undefined ? {} : { pregnancy: patient.pregnancy }),
    localIds: [{ system: "urn:example:northgate:chart", value: patient.chartId }],
    encounterId,
  };
}
