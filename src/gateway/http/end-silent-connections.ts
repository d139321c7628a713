import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** What is still in progress may take this long when the server stops. */
const graceMs = 10_000;

/**
 * Lets no connection keep a server from stopping.
 *
 * Node counts a connection on which nobody has asked anything yet as busy: one that a browser opened in advance would
 * hold a stop for a minute. Those end at once, and after a while the rest.
 */
export function endSilentConnections(app: FastifyInstance, isTls: boolean): void {
  const silent = new Set<Socket>();
  const { server } = app;
  server.on(isTls ? "secureConnection" : "connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
  });
  server.on("request", ({ socket }) => silent.delete(socket));
  app.addHook("preClose", (done) => {
    for (const socket of silent) socket.destroy();
    const grace = setTimeout(() => {
      server.closeAllConnections();
    }, graceMs);
    server.once("close", () => {
      clearTimeout(grace);
    });
    done();
  });
}
