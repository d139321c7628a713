import { ContainerModule } from "inversify";
import type { SpinePlan } from "../../config/plan.js";
import { Clock, Logger } from "../../ports/runtime.js";
import { ReplyInbox, SpineTransport } from "../../ports/spine-transport.js";
import { Telemetry } from "../../ports/telemetry.js";
import { ClockWatch } from "../telemetry/clock-watch.js";
import { ReadinessCheck } from "../telemetry/readiness.js";
import { createSpineConnection } from "./http-exchange.js";
import { HttpsSpineListener } from "./https-spine-listener.js";
import { HttpsSpineTransport } from "./https-spine-transport.js";
import { createSignalOutbox } from "./signal-outbox.js";
import { SpineListener } from "./spine-listener.js";

/**
 * Everything that speaks to Spine: queries out, replies in, over one set of certificates.
 *
 * Unloading the bindings closes the outbound connections; the listener is stopped by whoever started it.
 */
export const spineModule = (plan: SpinePlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    const connection = createSpineConnection(plan);
    bind(SpineTransport)
      .toResolvedValue(
        (clock: Clock, logger: Logger, telemetry: Telemetry, clockWatch: ClockWatch) => {
          const { contract } = plan;
          return new HttpsSpineTransport({ connection, contract, clock, logger, telemetry, clockWatch });
        },
        [Clock, Logger, Telemetry, ClockWatch],
      )
      .inSingletonScope()
      .onDeactivation(() => connection.close());
    bind(SpineListener)
      .toResolvedValue(
        (inbox: ReplyInbox, clock: Clock, logger: Logger, telemetry: Telemetry) => {
          const outbox = createSignalOutbox(connection, logger);
          return new HttpsSpineListener(plan, { inbox, logger, telemetry, outbox }, clock);
        },
        [ReplyInbox, Clock, Logger, Telemetry],
      )
      .inSingletonScope();
    bind(ReadinessCheck).toResolvedValue(
      (listener: SpineListener) => ({
        fault: "spine-listener-down",
        isReady: () => Promise.resolve(listener.isListening),
      }),
      [SpineListener],
    );
  });
