import type { ContainerModuleLoadOptions } from "inversify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import { AuditTrail } from "../../../ports/audit.js";
import { MailboxStore } from "../../../ports/notice-store.js";
import { Clock } from "../../../ports/runtime.js";
import { ApiRoutes } from "../../http/api-server.js";
import { TokenVerifier } from "../../identity/caller.js";
import { CouncilChanges } from "../council-changes.js";
import { setAsideRoutes } from "./set-aside-routes.js";
import { createSetAsideService, SetAsideService } from "./set-aside-service.js";

/** Messages that were set aside, with their routes; part of the council's module. */
export function bindSetAside({ bind }: Pick<ContainerModuleLoadOptions, "bind">, plan: CouncilPlan): void {
  bind(SetAsideService)
    .toResolvedValue(
      (mailbox: MailboxStore, audit: AuditTrail, changes: CouncilChanges, clock: Clock) =>
        createSetAsideService({ mailbox, audit, changes, clock }),
      [MailboxStore, AuditTrail, CouncilChanges, Clock],
    )
    .inSingletonScope();
  bind(ApiRoutes).toResolvedValue(
    (verifier: TokenVerifier, setAside: SetAsideService) => setAsideRoutes({ plan, verifier, setAside }),
    [TokenVerifier, SetAsideService],
  );
}
