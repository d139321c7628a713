import { ContainerModule } from "inversify";
import type { IdentityPlan } from "../../config/plan.js";
import { Clock } from "../../ports/runtime.js";
import { Telemetry } from "../../ports/telemetry.js";
import { remadeWith } from "../configuration/live-view.js";
import { TokenVerifier } from "./caller.js";
import { createJwtVerifier } from "./jwt-verifier.js";
import { createKeySources } from "./key-source.js";

/** Who calls. */
export const identityModule = (plan: IdentityPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TokenVerifier)
      .toResolvedValue(
        (clock: Clock, telemetry: Telemetry): TokenVerifier => {
          const keysOf = createKeySources({ clock, telemetry });
          // Made anew with another plan, so that no token is believed any more that another key has signed.
          const verifier = remadeWith(plan, (now) => createJwtVerifier(now, clock, keysOf(now.trustedKeys)));
          return { verify: (authorization) => verifier().verify(authorization) };
        },
        [Clock, Telemetry],
      )
      .inSingletonScope();
  });
