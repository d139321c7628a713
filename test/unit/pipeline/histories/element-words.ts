import { createElementAdapter } from "../../../../adapters/element-adapter.js";
import type { PatientElement } from "../../../../adapters/read-element.js";
import { child } from "../pipeline-run.js";
import { documentChanged, endTask } from "./page.js";
import type { Vocabulary } from "./stage.js";

interface Assigned {
  nhsNumber: string;
  nhsNumberStatus: "verified";
  birthDate: string;
  familyName: string;
  encounterId: string;
  localIds: { system: string; value: string }[];
}

const patientOf = (who: number, local = who, name = "Test"): Assigned => ({
  nhsNumber: child(who).nhsNumber ?? "",
  nhsNumberStatus: "verified",
  birthDate: "2019-04-14",
  familyName: name,
  encounterId: "visit",
  localIds: [{ system: "mrn", value: `P${local}` }],
});

const whoHas = (nhsNumber: string | null | undefined): number | null => {
  const index = [0, 1, 2, 3].find((n) => child(n).nhsNumber === nhsNumber);
  return index ?? null;
};

/** The custom element, over its real adapter: the property and the attributes, in every order, and its place in the page. */
export const elementWords: Vocabulary = {
  name: "element",
  isInPage: true,
  join({ banner, oracle, run }) {
    const clock = { now: () => run.nowMs };
    const adapter = createElementAdapter(banner as unknown as PatientElement, { clock, timers: run.timers });
    let subject = "";
    let subjectBefore = "";
    let assigning = 0;
    /** Who the two together say is open; null where nobody, or where they contradict one another. */
    const said = (): number | null => {
      if (!banner.isConnected) return null;
      const byProperty = banner.patient === null ? undefined : whoHas(banner.patient.nhsNumber);
      const number = banner.getAttribute("nhs-number");
      const byAttribute = number === null ? undefined : whoHas(number);
      if (byProperty !== undefined && byAttribute !== undefined && byProperty !== byAttribute) return null;
      return byProperty ?? byAttribute ?? null;
    };
    const localNow = (): string | undefined => {
      const { patient } = banner;
      if (patient !== null) return patient.localIds?.[0]?.value;
      return banner.getAttribute("local-id") ?? undefined;
    };
    /** Whom the host means by its own identifiers, and where: another one is another patient, whatever the number. */
    const subjectNow = (): string => {
      const { patient } = banner;
      if (patient !== null) return JSON.stringify([patient.encounterId, localNow()]);
      const names = ["encounter-id", "local-id", "local-id-system", "birth-date"];
      return JSON.stringify(names.map((name) => banner.getAttribute(name)));
    };
    const read = (): void => {
      const who = said();
      if (who === null || who !== oracle.who || subjectNow() !== subject) oracle.opens(who);
      subjectBefore = subject;
      subject = subjectNow();
    };
    const speak = (): void => {
      if (banner.isWiping) {
        oracle.takeBack();
        subject = subjectBefore;
      }
      // A word that changes nothing must not leave an older one to be taken back.
      oracle.settle();
      subjectBefore = subject;
    };
    const assign = (patient: Assigned | null): void => {
      speak();
      // What the property will say, told to the oracle before anybody else hears of it.
      const before = Object.getOwnPropertyDescriptor(banner, "heldPatient")?.value as Assigned | null;
      Object.assign(banner, { heldPatient: patient });
      if (banner.isConnected) read();
      Object.assign(banner, { heldPatient: before });
      assigning += 1;
      banner.patient = patient;
      assigning -= 1;
    };
    const attributes = (changes: Readonly<Record<string, string | null>>): void => {
      speak();
      if (banner.isConnected) oracle.opens(null);
      for (const [name, value] of Object.entries(changes)) banner.setAttribute(name, value);
      // The adapter has closed, whatever was said in between.
      if (banner.isConnected) oracle.opens(null);
      read();
    };
    const says = {
      "assign a patient": (who: number) => assign(patientOf(who)),
      "set all attributes in one task": (who: number) =>
        attributes({
          "nhs-number": child(who).nhsNumber ?? "",
          "nhs-number-status": "verified",
          "local-id": `P${who}`,
          "birth-date": "2019-04-14",
        }),
      "assign nobody": () => assign(null),
      "assign other details": (_who: number, detail: number) => {
        if (oracle.who !== null && banner.patient !== null)
          assign(patientOf(oracle.who, Number(localNow()?.slice(1)), `Renamed-${detail}`));
      },
      "assign another number for the same person (merged)": (who: number) => {
        const local = localNow();
        if (local !== undefined) assign(patientOf(who, Number(local.slice(1))));
      },
      "assign the same patient in other words": () => {
        const local = localNow();
        if (oracle.who === null || local === undefined || banner.patient === null) return;
        assign({ ...patientOf(oracle.who), localIds: [{ value: local, system: "mrn" }] });
      },
      "change the assigned object behind our back": (who: number) => {
        // Within an assignment it would be the assignment.
        if (assigning === 0 && banner.patient !== null)
          Object.assign(banner.patient, { nhsNumber: child(who).nhsNumber });
      },
      "set one attribute, and the next a task later": (who: number) => {
        attributes({ "local-id": `P${who}` });
        endTask();
        attributes({ "nhs-number": child(who).nhsNumber ?? "", "nhs-number-status": "verified" });
      },
      "remove all attributes": () => attributes({ "nhs-number": null, "local-id": null, "birth-date": null }),
      "take the element out of the page": () => {
        banner.isConnected = false;
        oracle.opens(null);
        documentChanged();
      },
      "put the element back": () => {
        if (banner.isConnected) return;
        banner.isConnected = true;
        banner.isWiping = false;
        oracle.opens(said());
        subject = subjectNow();
        documentChanged();
      },
      "read patient again": () => {
        if (banner.isConnected) read();
        // Whatever was being said is heard now.
        banner.isWiping = false;
        banner.reread();
      },
    };
    return { adapter, says };
  },
};
