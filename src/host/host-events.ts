import type { FrameMessage } from "../contract/host-bridge.js";
import type { LookupStateKind } from "../domain/lookup-state.js";
import type { ErrorCode } from "../errors/codes.js";

/** What the bridge tells its host. Nothing in it is content: states, never what a plan says. */
export interface HostBridgeEvents {
  /** The kind of state changed for the patient who is open. */
  readonly "lookup-changed": { readonly state: LookupStateKind };
  /** A state was painted. */
  readonly displayed: { readonly state: LookupStateKind };
  readonly "details-opened": null;
  /** A person pressed *Mark as seen*. */
  readonly acknowledged: null;
  /** Whether the banner inside the frame can be seen (H-05). */
  readonly "visibility-changed": { readonly visible: boolean };
  /** Whether the frame answers at all; while it does not, the host's own text stands in its place. */
  readonly "availability-changed": { readonly available: boolean };
  /** Whether the frame reaches its gateway. */
  readonly "gateway-changed": { readonly reachable: boolean };
  /** The frame did not accept what this page sent. */
  readonly refused: { readonly code: ErrorCode };
}

/** Hears one kind of event. */
export type HostListener<K extends keyof HostBridgeEvents> = (detail: HostBridgeEvents[K]) => void;

/** Keeps listeners and hands out what happens. */
export interface HostEvents {
  on: <K extends keyof HostBridgeEvents>(name: K, listener: HostListener<K>) => () => void;
  emit<K extends keyof HostBridgeEvents>(name: K, detail: HostBridgeEvents[K]): void;
  /** Turns a report of the frame's into its event; one about an earlier patient than `seq` is dropped (H-01). */
  report(message: FrameMessage, seq: number): void;
}

/** No listeners yet. A listener that throws disturbs no other. */
export function createHostEvents(): HostEvents {
  const listeners = new Map<keyof HostBridgeEvents, Set<(detail: never) => void>>();
  const emit: HostEvents["emit"] = (name, detail) => {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(detail as never);
      } catch (error) {
        reportError(error);
      }
    }
  };
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => void known.delete(listener);
    },
    emit,
    report(message, seq) {
      if ("seq" in message && message.seq !== seq) return;
      if (message.kind === "lookup-changed" || message.kind === "displayed")
        emit(message.kind, { state: message.state });
      else if (message.kind === "details-opened" || message.kind === "acknowledged") emit(message.kind, null);
      else if (message.kind === "visibility") emit("visibility-changed", { visible: message.visible });
      else if (message.kind === "gateway") emit("gateway-changed", { reachable: message.reachable });
      else if (message.kind === "refused") emit("refused", { code: message.code });
    },
  };
}
