import type { Socket } from "node:net";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Problem } from "../../contract/lookup.js";
import type { Logger } from "../../ports/runtime.js";
import type { AlarmName, Telemetry } from "../../ports/telemetry.js";
import { problemOfStatus, problemType, toProblem } from "./problems.js";

/** Makes every error of a route, and every address that is none, problem details (RFC 9457). */
export function answerProblems(
  app: FastifyInstance,
  logger: Logger,
  telemetry?: Pick<Telemetry, "alarm">,
): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    const fields = {
      method: request.method,
      route: request.routeOptions.url ?? "",
      status: problem.status,
      code: problem.code,
    };
    if (problem.status < 500) logger.info("request-refused", fields);
    else logger.error("request-failed", fields);
    const alarm = alarmOf(problem);
    if (alarm !== undefined) telemetry?.alarm(alarm, fields);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problemOfStatus(404)));
}

// What a peer cannot do now has alarms of its own.
function alarmOf({ status, code }: Problem): AlarmName | undefined {
  if (code === "CPIS_STORE_FAILED" || code === "CPIS_SEAL_BROKEN") return "store-failed";
  return status === 500 ? "internal-fault" : undefined;
}

/** Sends problem details. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // The console has a sign-in of its own, and no browser is to ask for a password.
  if (problem.status === 401 && problem.code !== "CPIS_SESSION_MISSING")
    reply.header("www-authenticate", "Bearer");
  // Also where no hook runs: an address that cannot be decoded reaches none.
  reply.header("cache-control", "no-store");
  return reply.code(problem.status).type(problemType).send(problem);
}

/** Answers bytes that are not HTTP: there is no request yet, so the answer is written by hand. */
export function answerBrokenRequest({ code }: { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = code === "HPE_HEADER_OVERFLOW" ? 431 : code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
  const body = JSON.stringify(problemOfStatus(status));
  const head = [
    `HTTP/1.1 ${status} ${status === 431 ? "Request Header Fields Too Large" : status === 408 ? "Request Timeout" : "Bad Request"}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
