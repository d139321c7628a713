/**
 * The validated plan: what the settings mean once every fault is gone. Each gateway module receives its own slice;
 * no class sees the whole, and none sees the environment.
 */
import type { ConsolePlan } from "./console-plan.js";
import type { AlarmLimitsPlan } from "./alarm-limits.js";
import type { CouncilPlan } from "./council-plan.js";
import type { HostedPlan } from "./hosted-plan.js";
import type { AccessMode } from "../domain/access-mode.js";
import type { EligibilityPolicy } from "../domain/eligibility.js";
import type { Environment } from "../domain/environment.js";
import type { BankHolidays, OfficeHours } from "../domain/office-hours.js";
import type { SilentReadForm } from "../domain/silent-read.js";
import type { TlsIdentityPlan } from "./tls-identity-plan.js";

export type { SilentReadForm } from "../domain/silent-read.js";

export interface LocationPlan {
  readonly id: string;
  readonly name: string;
  /** Required, explicit, never defaulted (principle 5). */
  readonly accessMode: AccessMode;
  readonly enabled: boolean;
  readonly discreet: boolean;
  /** A screen there that nobody has used for so long is cleared; never where it is absent. Milliseconds. */
  readonly idleClearMs?: number | undefined;
  /** What the site has agreed and assessed for it; references, for people. */
  readonly papers?: { readonly dataSharingAgreement?: string; readonly dpia?: string };
}

/** A coded organisation, as author templates carry it. */
export interface OrganisationPlan {
  readonly odsCode: string;
  readonly name: string;
}

/** The person named to the council where no smartcard user acts (R-19, H-33). */
export interface NominatedPersonPlan {
  readonly prefix?: string;
  readonly given: string;
  readonly family: string;
  readonly jobRoleCode: string;
  readonly jobRoleName: string;
}

/** SDS contract properties of the query (spine-transport section 5). */
export interface ContractPlan {
  readonly pattern: "express" | "reliable";
  readonly cpaId: string;
  readonly syncReply: boolean;
  /** Re-sends after the first attempt; 0 on express contracts. */
  readonly retries: number;
  readonly retryIntervalMs: number;
  readonly persistDurationMs: number;
  /** `soap:actor` of AckRequested. */
  readonly actor: string;
}

export interface SpineListenerPlan {
  readonly host: string;
  /** 0 binds any free port. */
  readonly port: number;
  /** Host names (certificate subject CN or SAN) of Spine that may deliver to us. */
  readonly allowedSubjects: readonly string[];
  /** Behind a TLS terminator: plain HTTP on a private address, with the header that carries the verified subject. */
  readonly tlsTerminator?: { readonly verifiedSubjectHeader: string };
}

export interface SpinePlan {
  readonly endpoint: string;
  /** TLS name to expect of the endpoint, where it differs from the URL's host. */
  readonly serverName?: string;
  readonly contract: ContractPlan;
  readonly ownPartyKey: string;
  readonly spinePartyKey: string;
  readonly ownAsid: string;
  readonly spineAsid: string;
  readonly tls: TlsIdentityPlan;
  readonly listener: SpineListenerPlan;
  readonly silentReadForm?: SilentReadForm;
  /** What counts as CP-IS's own *no record*. */
  readonly noRecordCodes: readonly { readonly code: string; readonly codeSystem: string }[];
  readonly timings: SpineTimingsPlan;
}

export interface SpineTimingsPlan {
  readonly connectTimeoutMs: number;
  readonly httpAnswerTimeoutMs: number;
}

export interface LookupTimingsPlan {
  /** How long a patient must stay open before an automatic lookup leaves; told to the page. */
  readonly dwellMs: number;
  /** `failed: no answer yet` after this; 30,000. */
  readonly answerMs: number;
  /** A late reply is waited for this long after sending. */
  readonly lateAnswerMs: number;
  /** How long an answer's content is held (15 minutes). */
  readonly contentTtlMs: number;
  /** How long an answer may be re-used within an encounter (12 hours). */
  readonly reuseWindowMs: number;
}

export interface IdentityPlan {
  readonly audience: string;
  readonly issuer: string;
  /** Public keys as a JWK set; with `url` there are none here, and those at that address count. */
  readonly trustedKeys: {
    readonly keys: readonly Readonly<Record<string, unknown>>[];
    readonly url?: string;
  };
  readonly clockToleranceSeconds: number;
  readonly unscheduledActivity: string;
  readonly scheduledActivity: string;
  /** Job role codes that never trigger an automatic lookup (reception). */
  readonly rolesNeverAutomatic: readonly string[];
  /** Absent where the gateway serves no hospital: nobody asks. */
  readonly nominatedPerson?: NominatedPersonPlan;
  readonly organisation: OrganisationPlan;
  readonly jobRoleCodeSystem: string;
}

export interface LimitsPlan {
  readonly perUserPerMinute: number;
  readonly perSitePerMinute: number;
  /** HTTP requests of one user; one address may make 20 times as many. 3,000 where it is not configured. */
  readonly requestsPerMinute?: number;
}

export interface HttpPlan {
  readonly host: string;
  readonly port: number;
  readonly allowedOrigins: readonly string[];
  /** Absent only on a loopback address, where a terminator on this machine may stand in front. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

export interface StorePlan {
  /** SQLite file; `:memory:` only in tests. */
  readonly file: string;
  /** 32 bytes, base64: seals answers and audit identifiers. */
  readonly sealingKey: string;
}

export interface ContactsPlan {
  readonly safeguardingTelephone?: string;
  /** By ODS code of the local authority. */
  readonly officeHours: Readonly<Record<string, OfficeHours>>;
  readonly bankHolidays?: BankHolidays;
}

/** A service that is told of alarms. */
export interface AlarmWebhookPlan {
  readonly url: string;
  readonly secret: string;
}

/** What one gateway process serves: a hospital, a council, or both. With neither it is refused at start. */
export interface GatewayPlan {
  /** Absent where the gateway serves no banner page of its own. */
  readonly hosted?: HostedPlan;
  /** Absent where there is no console. */
  readonly console?: ConsolePlan;
  /** Names the configuration this plan was made of, without its secrets: 12 hexadecimal digits. */
  readonly hash: string;
  /** Absent where the gateway serves no council. */
  readonly council?: CouncilPlan;
  readonly environment: Environment;
  /** Empty where the gateway serves no hospital. */
  readonly locations: readonly LocationPlan[];
  readonly eligibility: EligibilityPolicy;
  readonly identity: IdentityPlan;
  readonly limits: LimitsPlan;
  readonly lookups: LookupTimingsPlan;
  /** Absent where the gateway serves no hospital: then nothing is asked of Spine and nothing listens for it. */
  readonly spine?: SpinePlan;
  readonly http: HttpPlan;
  readonly store: StorePlan;
  readonly contacts: ContactsPlan;
  /** Absent where nobody but the log and the metrics is told. */
  readonly alarmWebhook?: AlarmWebhookPlan;
  /** From where on something is an alarm; the usual limits where it is absent. */
  readonly alarmLimits?: AlarmLimitsPlan;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
}

/** The plan of a gateway that serves a hospital, with or without a council beside it. */
export interface HospitalPlan extends GatewayPlan {
  readonly spine: SpinePlan;
  readonly identity: HospitalIdentityPlan;
}

/** Whose tokens are believed, and the person who answers to the council for checks that no person started. */
export interface HospitalIdentityPlan extends IdentityPlan {
  readonly nominatedPerson: NominatedPersonPlan;
}

/** Whether a plan has all that lookups need. */
export function servesHospital(plan: GatewayPlan): plan is HospitalPlan {
  return plan.spine !== undefined && plan.identity.nominatedPerson !== undefined;
}
