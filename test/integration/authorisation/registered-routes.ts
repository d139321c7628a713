import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { FastifyInstance } from "fastify";

/** A route as Fastify has it. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

const begun = "fastify.initialization";

/**
 * Writes down every route of every server that begins meanwhile, wherever it is registered: in a module, in a plugin, on the
 * server itself. Nothing that the product says of itself is believed here.
 */
export async function whileRecording<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly routes: readonly RegisteredRoute[] }> {
  const routes: RegisteredRoute[] = [];
  const listen = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: FastifyInstance };
    fastify.addHook("onRoute", ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, url });
    });
  };
  subscribe(begun, listen);
  try {
    return { result: await work(), routes };
  } finally {
    unsubscribe(begun, listen);
  }
}
