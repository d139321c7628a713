import type { ContainerModule } from "inversify";
import { CaseStore } from "../../../ports/case-store.js";
import { MailboxStore, NoticeStore } from "../../../ports/notice-store.js";
import { Clock } from "../../../ports/runtime.js";
import { OpenStore } from "../../store/store.module.js";
import type { StoreContext } from "../../store/store-context.js";
import { CouncilChanges, createCouncilChanges } from "../council-changes.js";
import { createSqliteCaseStore } from "./sqlite-case-store.js";
import { createSqliteMailboxStore } from "./sqlite-mailbox-store.js";
import { createSqliteNoticeStore } from "./sqlite-notice-store.js";

type Options = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0];

/** Binds what a council keeps, but for uploads, which the take-over's gate stands before. */
export function bindStores({ bind }: Options): void {
  bind(CouncilChanges).toConstantValue(createCouncilChanges());
  bind(CaseStore)
    .toResolvedValue((store: StoreContext) => createSqliteCaseStore(store), [OpenStore])
    .inSingletonScope();
  bind(MailboxStore)
    .toResolvedValue(
      (store: StoreContext, clock: Clock) => createSqliteMailboxStore(store, clock),
      [OpenStore, Clock],
    )
    .inSingletonScope();
  bind(NoticeStore)
    .toResolvedValue((store: StoreContext) => createSqliteNoticeStore(store), [OpenStore])
    .inSingletonScope();
}
