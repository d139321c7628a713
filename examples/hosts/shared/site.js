/** The demonstration's patients and users, as any host would have its own. */
export async function loadSite() {
  const [site, patients] = await Promise.all(["/demo/site", "/demo/patients"].map(read));
  return { ...site, patients };
}

/** A short-lived token for the user, from the host's own server. */
export async function fetchToken(userId) {
  const { token } = await post("/demo/token", { userId });
  return token;
}

/** Sends JSON to the host's own server and reads its answer. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** What the banner needs to know of a patient, and nothing else. */
export function bannerPatient({ chartId, encounterId, ...patient }) {
  const names = [
    "nhsNumber",
    "nhsNumberStatus",
    "birthDate",
    "familyName",
    "givenName",
    "title",
    "gender",
    "pregnancy",
  ];
  const known = names.filter((name) => patient[name] !== undefined).map((name) => [name, patient[name]]);
  return {
    ...Object.fromEntries(known),
    encounterId,
    localIds: [{ system: "urn:example:northgate:chart", value: chartId }],
  };
}

/** A list of patients to choose from; `opened` hears the chosen one, or null for none. */
export function patientList(element, patients, opened) {
  const none = new Option("No patient is open", "");
  element.append(
    none,
    ...patients.map(
      ({ chartId, familyName, givenName }) => new Option(`${familyName}, ${givenName}`, chartId),
    ),
  );
  element.addEventListener("change", () => {
    opened(patients.find(({ chartId }) => chartId === element.value) ?? null);
  });
}

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}
