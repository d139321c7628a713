import { ContainerModule } from "inversify";
import type { IdentityPlan } from "../../config/plan.js";
import { Clock } from "../../ports/runtime.js";
import { TokenVerifier } from "./caller.js";
import { createJwtVerifier } from "./jwt-verifier.js";

/** Who calls. */
export const identityModule = (plan: IdentityPlan): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TokenVerifier)
      .toResolvedValue((clock: Clock) => createJwtVerifier(plan, clock), [Clock])
      .inSingletonScope();
  });
