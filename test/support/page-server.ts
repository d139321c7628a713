import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a host's web server sends. */
export interface ServedFile {
  readonly type: string;
  readonly body: string | Buffer;
}

/** A host's own web server on loopback: another origin than the gateway's. */
export interface PageServer {
  readonly url: string;
  readonly files: Map<string, ServedFile>;
  /** Answers for what is not a file, for example a token. */
  answer: (path: string) => Promise<ServedFile | undefined>;
  /** Addresses in the order in which they were asked for. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** Starts one, on a free port. */
export async function startPageServer(headers: Readonly<Record<string, string>> = {}): Promise<PageServer> {
  const files = new Map<string, ServedFile>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const address = request.url ?? "";
    asked.push(address);
    const path = new URL(address, "http://host.invalid").pathname;
    void (async () => {
      const found = files.get(path) ?? (await site.answer(path));
      if (found === undefined) response.writeHead(404).end();
      else
        response
          .writeHead(200, { "content-type": found.type, "cache-control": "no-store", ...headers })
          .end(found.body);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const site: PageServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    answer: () => Promise.resolve(undefined),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return site;
}

export const html = (body: string): ServedFile => ({ type: "text/html; charset=utf-8", body });
export const script = (body: string | Buffer): ServedFile => ({
  type: "text/javascript; charset=utf-8",
  body,
});
