import { loadSite } from "/hosts/shared/site.js";

/** The demonstration's gateway, users and patients. */
export const site = await loadSite();

/** A check that is run again, here or in another browser, must not be told what is left of the answer before. */
const run = crypto.randomUUID();

/** A made-up patient by family name, as a host would say them, in an encounter of this run's. */
export function fields(name) {
  const patient = site.patients.find((candidate) => candidate.familyName === name);
  const { nhsNumber, nhsNumberStatus, birthDate, familyName, givenName } = patient;
  const encounterId = `${run}-${name}`;
  return { nhsNumber, nhsNumberStatus, birthDate, familyName, givenName, encounterId, localIds: [] };
}

/** What a banner says. */
export const wordsOf = (element) => element.shadowRoot?.querySelector(".box")?.textContent ?? "";

/** Waits until something holds; fails with the words given where it never does. */
export async function within(milliseconds, holds, otherwise) {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(typeof otherwise === "function" ? otherwise() : otherwise);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Fails with the words given. */
export function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}
