/** Sends a stored file to a socket, in a process whose memory is limited and reported. */
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createSqliteUploadStore } from "../../../src/gateway/council/store/sqlite-upload-store.js";
import { buildUploadContent } from "../../../src/gateway/council/uploads/build-upload.js";
import { openStore } from "../../../src/gateway/store/open-store.js";

const [, , file = "", port = ""] = process.argv;
let highest = 0;
const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().heapUsed)), 20);
const store = createSqliteUploadStore(
  openStore({ file, sealingKey: Buffer.alloc(32, 7).toString("base64") }, { uuid: () => "not asked" }),
);
const upload = await store.find(1);
if (upload === undefined) throw new Error("There is no file to send.");
const { content, hash } = await buildUploadContent(upload, store);
const sent = createHash("sha256");
async function* bytes(): AsyncGenerator<Uint8Array> {
  for await (const piece of content.read(0, content.byteLength)) {
    sent.update(piece);
    yield piece;
  }
}
await pipeline(Readable.from(bytes()), connect(Number(port), "127.0.0.1"));
clearInterval(watch);
process.send?.({
  highestMb: Math.round(highest / 1_048_576),
  byteLength: content.byteLength,
  asBuilt: sent.digest("hex") === hash,
});
process.disconnect();
