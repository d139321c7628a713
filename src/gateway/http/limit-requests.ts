import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CpisError } from "../../errors/cpis-error.js";

/** Counts a request and says whether it was one too many. */
type Count = ReturnType<FastifyInstance["createRateLimit"]>;

/** Throws `CPIS_TOO_MANY_REQUESTS` past a limit, and says when to come again. */
export async function limitRequest(
  count: Count,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const counted = await count(request);
  if (counted.isAllowed || !counted.isExceeded) return;
  reply.header("retry-after", counted.ttlInSeconds);
  throw new CpisError("CPIS_TOO_MANY_REQUESTS");
}
