import { parseProblem } from "../contract/parse-problem.js";
import { errorCodes, type ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";

// What a code unknown to this page means: the gateway may be newer.
const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: "CPIS_REQUEST_INVALID",
  401: "CPIS_TOKEN_REJECTED",
  403: "CPIS_ROLE_NOT_PERMITTED",
  404: "CPIS_LOOKUP_NOT_FOUND",
  409: "CPIS_LOOKUP_CONFLICT",
  429: "CPIS_TOO_MANY_REQUESTS",
};

/** The gateway did not answer, or something that is not the gateway did. Repeating the same bytes is safe. */
export function unreachable(cause?: unknown): CpisError {
  return new CpisError("CPIS_GATEWAY_UNREACHABLE", { cause });
}

/**
 * What a refusal means.
 *
 * A proxy in front of a stopped gateway answers 502, 503 or 504, and whatever is no gateway answers without problem
 * details: both are a gateway that cannot be reached, not an answer about the lookup.
 */
export async function refusalOf(response: Response): Promise<CpisError> {
  const { status } = response;
  const code = await problemCode(response);
  if (code === undefined || (status >= 502 && status <= 504)) return unreachable();
  return new CpisError(isErrorCode(code) ? code : (byStatus[status] ?? "CPIS_INTERNAL"), {
    context: { status },
  });
}

async function problemCode(response: Response): Promise<string | undefined> {
  try {
    return parseProblem(await response.json()).code;
  } catch {
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
