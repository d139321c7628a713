import type { Instant } from "../domain/instant.js";
import { failedState, type LookupState, type NotCheckedReason } from "../domain/lookup-state.js";
import type { ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";

const refusals: Partial<Record<ErrorCode, NotCheckedReason>> = {
  CPIS_TOKEN_MISSING: "user-not-identified",
  CPIS_TOKEN_REJECTED: "user-not-identified",
  CPIS_ROLE_NOT_PERMITTED: "not-permitted",
  CPIS_LOCATION_UNKNOWN: "location-unknown",
  CPIS_TOO_MANY_REQUESTS: "too-many",
};

/**
 * The state that a fault of the lookup client is shown as.
 *
 * Whatever is not a known refusal is `failed`: nothing can become `no-record` here, because only the gateway's own
 * view can say so (H-04).
 */
export function faultState(error: unknown, at: Instant): LookupState {
  if (!CpisError.is(error)) return failedState("internal", at);
  const refusal = refusals[error.code];
  if (refusal !== undefined) return { kind: "not-checked", reason: refusal, since: at };
  if (error.code === "CPIS_GATEWAY_UNREACHABLE") return failedState("gateway-unreachable", at);
  if (error.code !== "CPIS_MESSAGE_MALFORMED") return failedState("internal", at);
  return failedState(error.context["claimed"] === "record" ? "record-unreadable" : "answer-unreadable", at);
}
