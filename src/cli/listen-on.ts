import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CpisError } from "../errors/cpis-error.js";

/** Starts a server; throws `CPIS_PORT_UNAVAILABLE` with the address and what to do. */
export async function listenOn(server: Server, host: string, port: number): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === "EADDRINUSE" ? "is taken" : `cannot be used (${cause.code ?? "unknown reason"})`;
      const detail = `${host}:${String(port)} ${reason}. Stop what uses it, or choose another port with --port.`;
      reject(new CpisError("CPIS_PORT_UNAVAILABLE", { detail, cause }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new CpisError("CPIS_INTERNAL");
  return address;
}
