import { parseDisplayEvents, parseLookupRequest } from "../../contract/parse-lookup.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Clock } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";
import type { TokenVerifier } from "../identity/caller.js";
import type { LookupService } from "../lookup/lookup-service.js";
import { operations } from "./api-description.js";
import type { ApiRoutes } from "./api-server.js";
import { authenticate, callerOf } from "./authenticate.js";
import { openEventStream, type EventStream } from "./event-stream.js";
import { refuseOtherMethods } from "./refuse-other-methods.js";

/** What the lookup routes work with. */
export interface LookupRouteParts {
  readonly service: LookupService;
  readonly verifier: TokenVerifier;
  readonly clock: Clock;
  readonly timers: Timers;
}

const lookups = "/api/v1/lookups";
const one = `${lookups}/:id`;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Lookups over HTTP. No address holds anything about a patient: a lookup's id is random. */
export function lookupRoutes(parts: LookupRouteParts): ApiRoutes {
  return (scope) => {
    const { service } = parts;
    const streams = new Set<EventStream>();
    authenticate(scope, parts.verifier);
    scope.addHook("preClose", (done) => {
      for (const stream of streams) stream.end();
      done();
    });

    scope.post(lookups, { schema: operations.openLookup }, async (request, reply) => {
      const opened = await service.open(parseLookupRequest(request.body), callerOf(request));
      return reply
        .code(opened.created ? 201 : 200)
        .header("location", `${lookups}/${opened.view.lookupId}`)
        .send(opened.view);
    });
    scope.get(one, { schema: operations.readLookup }, (request) =>
      service.view(idOf(request.params), callerOf(request)),
    );
    scope.get(`${one}/stream`, { schema: operations.streamLookup }, async (request, reply) => {
      const caller = callerOf(request);
      const lookupId = idOf(request.params);
      const stream = openEventStream(parts.timers, caller.expiresAt - parts.clock.now());
      const stop = await service
        .watch(lookupId, caller, (event) => {
          stream.send("state", event);
          if (event.final) stream.end();
        })
        .catch((error: unknown) => {
          // A refusal leaves no heartbeat behind that nobody hears.
          stream.end();
          throw error;
        });
      streams.add(stream);
      stream.body.once("close", () => {
        stop();
        streams.delete(stream);
      });
      return reply
        .type("text/event-stream; charset=utf-8")
        .header("x-accel-buffering", "no")
        .send(stream.body);
    });
    scope.post(`${one}/events`, { schema: operations.reportEvents }, async (request, reply) => {
      await service.report(idOf(request.params), parseDisplayEvents(request.body), callerOf(request));
      return reply.code(204).send();
    });

    refuseOtherMethods(scope, lookups, ["POST"]);
    refuseOtherMethods(scope, one, ["GET"]);
    refuseOtherMethods(scope, `${one}/stream`, ["GET"]);
    refuseOtherMethods(scope, `${one}/events`, ["POST"]);
  };
}

// What is no lookup's id is nobody's lookup: the same answer, without looking.
function idOf(params: unknown): string {
  const id = typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  if (typeof id !== "string" || !uuid.test(id)) throw new CpisError("CPIS_LOOKUP_NOT_FOUND");
  return id;
}
