import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { IssuedIdentity } from "../../../src/simulator/certificates.js";

/** A TLS server that misbehaves in ways a well-kept simulator does not. */
export interface RawSpine {
  readonly endpoint: string;
  readonly bodies: Buffer[];
  readonly connections: () => number;
  close(): Promise<void>;
}

export async function startRawSpine(
  identity: IssuedIdentity,
  authorities: string,
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
): Promise<RawSpine> {
  const bodies: Buffer[] = [];
  let connections = 0;
  const server = createServer(
    {
      key: identity.key,
      cert: identity.certificate,
      ca: authorities,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        bodies.push(body);
        answer(request, response, body);
      });
    },
  );
  server.on("secureConnection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${String(port)}/reliablemessaging/queryrequest`,
    bodies,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
