import { englandBankHolidays } from "./bank-holidays.js";
import { consolePlan } from "./console-plan-from-settings.js";
import { hostedPlan } from "./hosted-plan.js";
import type {
  ContactsPlan,
  GatewayPlan,
  HttpPlan,
  IdentityPlan,
  LocationPlan,
  NominatedPersonPlan,
  OrganisationPlan,
  SpinePlan,
} from "./plan.js";
import { councilPlanFrom } from "./council-plan-from-settings.js";
import { hoursPlan } from "./hours-plan.js";
import { readablePrivateKey } from "./private-keys.js";
import type { References } from "./references.js";
import type { Settings } from "./settings.js";
import { simulatorNoRecordCodes, simulatorSilentReadForm } from "./simulator-defaults.js";

/** The plan that faultless settings mean. What is optional in the file and absent there is absent in the plan. */
export function planFrom(
  settings: Settings,
  references: References,
  trustedKeys: IdentityPlan["trustedKeys"],
  hash: string,
): GatewayPlan {
  const { spine, council, environment } = settings;
  const contacts = contactsPlan(settings);
  const identity = identityPlan(settings, trustedKeys);
  const holidays = contacts.bankHolidays ?? englandBankHolidays;
  return {
    hash,
    environment,
    locations: (settings.locations ?? []).map(locationPlan),
    eligibility: settings.eligibility,
    identity,
    limits: settings.limits,
    lookups: settings.lookups,
    ...(spine === undefined ? {} : { spine: spinePlan(spine, environment, references) }),
    ...(council === undefined
      ? {}
      : { council: councilPlanFrom(council, environment, references, holidays) }),
    http: httpPlan(settings, references),
    ...hostedPlan(settings, references),
    ...consolePlan(settings, references, identity.organisation),
    store: { file: settings.store.file, sealingKey: resolved(references, "store.sealingKey").trim() },
    contacts,
    ...alarmPlan(settings, references),
    logLevel: settings.logLevel,
  };
}

function alarmPlan(
  { alarms }: Settings,
  references: References,
): Pick<GatewayPlan, "alarmWebhook" | "alarmLimits"> {
  const { webhook, leastFreeDiskPercent, mostFailedPercent } = alarms;
  const alarmLimits = { leastFreeDiskPercent, mostFailedPercent };
  if (webhook === undefined) return { alarmLimits };
  const secret = resolved(references, "alarms.webhook.secret").trim();
  return { alarmWebhook: { url: webhook.url, secret }, alarmLimits };
}

function locationPlan(location: NonNullable<Settings["locations"]>[number]): LocationPlan {
  const { id, name, accessMode, enabled, discreet, idleClearMs, dataSharingAgreement, dpia } = location;
  const idle = idleClearMs === undefined ? {} : { idleClearMs };
  const papers = {
    ...(dataSharingAgreement === undefined ? {} : { dataSharingAgreement }),
    ...(dpia === undefined ? {} : { dpia }),
  };
  return { id, name, accessMode, enabled, discreet, ...idle, papers };
}

function resolved(references: References, path: string): string {
  return references.values.get(path) ?? "";
}

function identityPlan(settings: Settings, trustedKeys: IdentityPlan["trustedKeys"]): IdentityPlan {
  const { nominatedPerson, organisation, ...identity } = settings.identity;
  return {
    ...identity,
    trustedKeys,
    // A council's gateway belongs to the council; a hospital's is required to say whose it is.
    organisation: organisation ?? councilAsOrganisation(settings),
    ...(nominatedPerson === undefined ? {} : { nominatedPerson: personPlan(nominatedPerson) }),
  };
}

function councilAsOrganisation({ council }: Settings): OrganisationPlan {
  return { odsCode: council?.authority.odsCode ?? "", name: council?.authority.name ?? "" };
}

function personPlan({
  prefix,
  ...person
}: NonNullable<Settings["identity"]["nominatedPerson"]>): NominatedPersonPlan {
  return prefix === undefined ? person : { prefix, ...person };
}

function spinePlan(
  spine: NonNullable<Settings["spine"]>,
  environment: Settings["environment"],
  references: References,
): SpinePlan {
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
      key: readablePrivateKey("spine.tls.key", references),
      certificate: resolved(references, "spine.tls.certificate"),
      authorities: resolved(references, "spine.tls.authorities"),
    },
    listener: tlsTerminator === undefined ? listening : { ...listening, tlsTerminator },
  };
}

function httpPlan({ http }: Settings, references: References): HttpPlan {
  const { tls, ...rest } = http;
  if (tls === undefined) return rest;
  const key = readablePrivateKey("http.tls.key", references);
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
