import { parseProblem } from "../contract/parse-lookup-view.js";
import { errorCodes, type ErrorCode } from "../errors/codes.js";
import { CpisError } from "../errors/cpis-error.js";

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: "CPIS_REQUEST_INVALID",
  401: "CPIS_TOKEN_REJECTED",
  403: "CPIS_ROLE_NOT_PERMITTED",
  409: "CPIS_LOOKUP_CONFLICT",
  429: "CPIS_TOO_MANY_REQUESTS",
  500: "CPIS_INTERNAL",
};

/** The gateway did not answer, or something that is not the gateway did. Repeating the same bytes is safe. */
export function unreachable(cause?: unknown): CpisError {
  return new CpisError("CPIS_GATEWAY_UNREACHABLE", cause === undefined ? {} : { cause });
}

/**
 * What a refusal means.
 *
 * A proxy in front of a stopped gateway answers 502, 503 or 504, and a wrong address 404 without problem details:
 * both are a gateway that cannot be reached, not an answer about the lookup.
 */
export async function refusalOf(response: Response): Promise<CpisError> {
  const { status } = response;
  if (status === 502 || status === 503 || status === 504) return unreachable();
  const code = await problemCode(response);
  return new CpisError(code ?? byStatus[status] ?? "CPIS_GATEWAY_UNREACHABLE", { context: { status } });
}

async function problemCode(response: Response): Promise<ErrorCode | undefined> {
  try {
    const { code } = parseProblem(await response.json());
    return isErrorCode(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
