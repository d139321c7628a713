import type { Settings } from "./settings.js";

/** How long somebody stays signed in to the console. */
export interface ConsoleSessionsPlan {
  /** Without any act of the person. */
  readonly idleMs: number;
  /** In any case. */
  readonly longestMs: number;
  /** After a fresh sign-in, for dangerous actions. */
  readonly stepUpMs: number;
}

/** The administrators' console. */
export interface ConsolePlan {
  /** Where browsers reach it: what sign-in returns to, and the only `Origin` that may change anything. */
  readonly origin: string;
  readonly sessions: ConsoleSessionsPlan;
}

/** The plan that faultless settings mean. */
export function consolePlan({ console }: Settings): { readonly console?: ConsolePlan } {
  if (console === undefined) return {};
  return { console };
}
