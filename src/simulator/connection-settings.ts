import type { SpinePlan } from "../config/plan.js";
import { simulatorNoRecordCodes, simulatorSilentReadForm } from "../config/simulator-defaults.js";
import type { IssuedIdentity } from "./certificates.js";
import type { ContractPattern } from "./validate-envelope.js";

/** Names in the certificates: what the gateway expects of Spine, and Spine of the gateway. */
export const simulatorNames = { spine: "spine.simulator", gateway: "gateway.simulator" } as const;

/** Identifiers under which Spine and the gateway know each other here. */
export const simulatorParties = {
  spinePartyKey: "YES-0000999",
  gatewayPartyKey: "ZZ9-999001",
  queryCpaId: "S9999A999001",
  replyCpaId: "S9999A999002",
  spineAsid: "999900000002",
  gatewayAsid: "999900000001",
} as const;

/** What the gateway needs to know of a running simulator. */
export interface ConnectionFacts {
  readonly endpoint: string;
  readonly authorityPem: string;
  readonly gatewayIdentity: IssuedIdentity;
}

/** The Spine part of a gateway's plan, as an administrator would have written it for the simulator. */
export function connectionSettings(pattern: ContractPattern, facts: ConnectionFacts): SpinePlan {
  const reliable = pattern === "reliable";
  return {
    endpoint: facts.endpoint,
    serverName: simulatorNames.spine,
    contract: {
      pattern,
      cpaId: simulatorParties.queryCpaId,
      syncReply: true,
      retries: reliable ? 2 : 0,
      retryIntervalMs: reliable ? 2_000 : 0,
      persistDurationMs: reliable ? 60_000 : 0,
      actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH",
    },
    ownPartyKey: simulatorParties.gatewayPartyKey,
    spinePartyKey: simulatorParties.spinePartyKey,
    ownAsid: simulatorParties.gatewayAsid,
    spineAsid: simulatorParties.spineAsid,
    tls: { ...facts.gatewayIdentity, authorities: facts.authorityPem },
    listener: { host: "127.0.0.1", port: 0, allowedSubjects: [simulatorNames.spine] },
    silentReadForm: simulatorSilentReadForm,
    noRecordCodes: simulatorNoRecordCodes,
    timings: { connectTimeoutMs: 5_000, httpAnswerTimeoutMs: 20_000 },
  };
}
