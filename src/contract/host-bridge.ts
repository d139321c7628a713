import type { LookupStateKind } from "../domain/lookup-state.js";
import type { EncounterRef, PatientRef } from "../domain/patient-context.js";
import type { ErrorCode } from "../errors/codes.js";

/** The version of these messages. Both sides refuse another one, so that a half-understood message never names a patient. */
export const bridgeVersion = 1;

/** The hosted page offers itself to its host's window; repeated until it is connected. Holds nothing about anybody. */
export interface BridgeHello {
  readonly type: "cpis:hello";
  readonly v: typeof bridgeVersion;
  /** Made anew for each offer that is not a repetition; proves that the answer belongs to it. */
  readonly nonce: string;
}

/** The host's answer; it carries one MessagePort, and everything after it goes through the port. */
export interface BridgeConnect {
  readonly type: "cpis:connect";
  readonly v: typeof bridgeVersion;
  readonly nonce: string;
}

/** What a host says. `seq` rises with each, so that a message that was held up cannot bring an earlier patient back. */
export type HostMessage =
  | {
      readonly kind: "context-open";
      readonly seq: number;
      readonly patient: PatientRef;
      readonly encounter?: EncounterRef;
    }
  | { readonly kind: "context-close"; readonly seq: number }
  | { readonly kind: "user-logout"; readonly seq: number }
  /** `active`: somebody has used the host's own page since the ping before. Only to a page that said it `hearsUse`. */
  | { readonly kind: "ping"; readonly n: number; readonly active?: boolean }
  /** Answers a token request; without a token where the host has none to give. */
  | { readonly kind: "token"; readonly id: number; readonly token?: string };

/** What the hosted page says. States only, never an answer's content: the host's page is not told what a plan says. */
export type FrameMessage =
  /** Sent once connected; the host then says who is open. */
  | {
      readonly kind: "ready";
      readonly version: number;
      readonly pingEveryMs: number;
      /** Whether a ping may say that the host's own page is used; absent in pages that would refuse it. */
      readonly hearsUse?: boolean;
    }
  | { readonly kind: "pong"; readonly n: number }
  /** The page has heard nothing for a while and now does: it must be told again who is open. */
  | { readonly kind: "context-request" }
  | { readonly kind: "token-request"; readonly id: number; readonly rejected: boolean }
  | FrameReport;

/** What the hosted page reports by itself. `seq` names the message of the host's that it belongs to. */
export type FrameReport =
  | { readonly kind: "lookup-changed"; readonly seq: number; readonly state: LookupStateKind }
  | { readonly kind: "displayed"; readonly seq: number; readonly state: LookupStateKind }
  | { readonly kind: "details-opened"; readonly seq: number }
  | { readonly kind: "acknowledged"; readonly seq: number }
  /** Whether the banner can be seen (H-05). */
  | { readonly kind: "visibility"; readonly visible: boolean; readonly percent: number }
  /** Whether the hosted page reaches its gateway. */
  | { readonly kind: "gateway"; readonly reachable: boolean }
  /** How high the page would like to be, in CSS pixels. */
  | { readonly kind: "resize"; readonly blockSizePx: number }
  /** A message of the host's was not accepted; nothing of it was used. */
  | { readonly kind: "refused"; readonly code: ErrorCode };
