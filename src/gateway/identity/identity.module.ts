import { ContainerModule } from "inversify";
import type { IdentityPlan } from "../../config/plan.js";
import { Clock } from "../../ports/runtime.js";
import { remadeWith } from "../configuration/live-view.js";
import { TokenVerifier } from "./caller.js";
import { createJwtVerifier } from "./jwt-verifier.js";

/** Who calls. */
export const identityModule = (plan: IdentityPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TokenVerifier)
      .toResolvedValue(
        (clock: Clock): TokenVerifier => {
          // Made anew with another plan, so that no token is believed any more that another key has signed.
          const verifier = remadeWith(plan, (now) => createJwtVerifier(now, clock));
          return { verify: (authorization) => verifier().verify(authorization) };
        },
        [Clock],
      )
      .inSingletonScope();
  });
