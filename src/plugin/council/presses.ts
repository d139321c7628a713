import type { RouteTarget } from "../../domain/notice-routing.js";
import type { LocalDate } from "../../domain/instant.js";
import type { PlanKind } from "../../domain/protection-record.js";
import type { CouncilClient } from "./council-client.js";

/** What a person did with notices, as the elements say it. */
export type NoticeAction =
  | { readonly kind: "take"; readonly episodeIds: readonly string[] }
  | { readonly kind: "pass"; readonly episodeIds: readonly string[]; readonly to: RouteTarget }
  | { readonly kind: "finish"; readonly episodeIds: readonly string[]; readonly note: string };

/** The plan that a press is about. */
export interface ChosenPlan {
  readonly kind: PlanKind;
  readonly start: LocalDate;
}

/** What follows each press. */
export interface PressHandlers {
  readonly "cpis-notice-acted": (action: NoticeAction) => Promise<unknown>;
  readonly "cpis-sending-requested"?: (detail: { readonly localId: string }) => Promise<unknown>;
  readonly "cpis-deletion-requested"?: (detail: {
    readonly reason: string;
    readonly plan?: ChosenPlan;
  }) => Promise<unknown>;
  readonly "cpis-deletion-approved"?: (detail: { readonly deletionId: string }) => Promise<unknown>;
  readonly done: () => void;
  readonly refused: (error: unknown) => void;
}

const presses = [
  "cpis-notice-acted",
  "cpis-sending-requested",
  "cpis-deletion-requested",
  "cpis-deletion-approved",
] as const;

/** Hears an element's presses until the signal ends. A press while one is under way is not sent twice. */
export function listenForPresses(element: HTMLElement, signal: AbortSignal, handlers: PressHandlers): void {
  let isBusy = false;
  for (const name of presses) {
    const act = handlers[name] as ((detail: unknown) => Promise<unknown>) | undefined;
    if (act === undefined) continue;
    const heard = (event: Event): void => {
      if (isBusy || !(event instanceof CustomEvent)) return;
      isBusy = true;
      act(event.detail)
        .then(handlers.done, (error: unknown) => {
          handlers.refused(error);
        })
        .finally(() => {
          isBusy = false;
        });
    };
    element.addEventListener(name, heard, { signal });
  }
}

/** Does with each episode what a person did with the card. */
export async function actOnNotice(
  client: CouncilClient,
  action: NoticeAction,
  signal: AbortSignal,
): Promise<void> {
  for (const id of action.episodeIds) {
    if (action.kind === "take") await client.take(id, signal);
    else if (action.kind === "pass") await client.pass(id, action.to, signal);
    else await client.finish(id, action.note, signal);
  }
}
