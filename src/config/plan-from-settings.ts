import type { OfficeHours } from "../domain/office-hours.js";
import { englandBankHolidays } from "./bank-holidays.js";
import { hostedPlan } from "./hosted-plan.js";
import type { ContactsPlan, GatewayPlan, HttpPlan, IdentityPlan, SpinePlan } from "./plan.js";
import type { References } from "./references.js";
import { dayNames } from "./settings/contacts.js";
import type { Settings } from "./settings.js";
import { simulatorNoRecordCodes, simulatorSilentReadForm } from "./simulator-defaults.js";

/** The plan that faultless settings mean. What is optional in the file and absent there is absent in the plan. */
export function planFrom(
  settings: Settings,
  references: References,
  trustedKeys: IdentityPlan["trustedKeys"],
): GatewayPlan {
  return {
    environment: settings.environment,
    locations: settings.locations,
    eligibility: settings.eligibility,
    identity: identityPlan(settings, trustedKeys),
    limits: settings.limits,
    lookups: settings.lookups,
    spine: spinePlan(settings, references),
    http: httpPlan(settings, references),
    ...hostedPlan(settings, references),
    store: { file: settings.store.file, sealingKey: resolved(references, "store.sealingKey").trim() },
    contacts: contactsPlan(settings),
    logLevel: settings.logLevel,
  };
}

function resolved(references: References, path: string): string {
  return references.values.get(path) ?? "";
}

function identityPlan(settings: Settings, trustedKeys: IdentityPlan["trustedKeys"]): IdentityPlan {
  const { prefix, ...person } = settings.identity.nominatedPerson;
  return {
    ...settings.identity,
    trustedKeys,
    nominatedPerson: prefix === undefined ? person : { prefix, ...person },
  };
}

function spinePlan({ spine, environment }: Settings, references: References): SpinePlan {
  const { serverName, silentReadForm, noRecordCodes, listener, ...rest } = spine;
  const { tlsTerminator, ...listening } = listener;
  const simulator = environment === "simulator";
  const form = silentReadForm ?? (simulator ? simulatorSilentReadForm : undefined);
  return {
    ...rest,
    ...(serverName === undefined ? {} : { serverName }),
    // Unset means that scheduled checks are refused rather than sent as notifying ones (design section 6).
    ...(form === undefined || form === "refuse" ? {} : { silentReadForm: form }),
    noRecordCodes: noRecordCodes ?? (simulator ? simulatorNoRecordCodes : []),
    tls: {
      key: resolved(references, "spine.tls.key"),
      certificate: resolved(references, "spine.tls.certificate"),
      authorities: resolved(references, "spine.tls.authorities"),
    },
    listener: tlsTerminator === undefined ? listening : { ...listening, tlsTerminator },
  };
}

function httpPlan({ http }: Settings, references: References): HttpPlan {
  const { tls, ...rest } = http;
  if (tls === undefined) return rest;
  const key = resolved(references, "http.tls.key");
  return { ...rest, tls: { key, certificate: resolved(references, "http.tls.certificate") } };
}

function contactsPlan({ contacts }: Settings): ContactsPlan {
  const { safeguardingTelephone, officeHours, bankHolidays } = contacts;
  return {
    ...(safeguardingTelephone === undefined ? {} : { safeguardingTelephone }),
    officeHours: Object.fromEntries(
      Object.entries(officeHours).map(([odsCode, hours]) => [odsCode, hoursPlan(hours)]),
    ),
    bankHolidays: bankHolidays ?? englandBankHolidays,
  };
}

function hoursPlan(hours: Settings["contacts"]["officeHours"][string]): OfficeHours {
  return {
    periods: hours.periods.map(({ days, opens, closes }) => ({
      days: days.map((day) => dayNames.indexOf(day) + 1),
      opens,
      closes,
    })),
  };
}
