import { loadSite } from "/hosts/shared/site.js";

/** The demonstration's gateway, users and patients. */
export const site = await loadSite();

/** A made-up patient by family name, as a host would say them; each check has its own encounter. */
export function fields(name, encounterId = `check-${name}`) {
  const patient = site.patients.find((candidate) => candidate.familyName === name);
  const { nhsNumber, nhsNumberStatus, birthDate, familyName, givenName } = patient;
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
