import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { MessageSink } from "../../src/ports/mailbox.js";

/** Runs between two durable steps, by name; throwing there is a power cut. */
export type Step = (name: string) => void;

/**
 * A durable sink in a folder: content to a temporary file, synced, facts beside it, and one rename as the commit. Whatever
 * a power cut leaves under a temporary name is no message.
 */
export function createFileSink(folder: string, step: Step): MessageSink {
  return {
    store: async (mailboxId, { message, content }) => {
      await mkdir(folder, { recursive: true });
      const name = `${mailboxId}-${message.messageId}`;
      const temporary = join(folder, `${name}.tmp`);
      const hash = createHash("sha256");
      const file = await open(temporary, "w");
      try {
        for await (const piece of content) {
          step("piece");
          hash.update(piece);
          await file.writeFile(piece);
        }
        step("written");
        await file.sync();
      } finally {
        await file.close();
      }
      step("synced");
      const digest = hash.digest("hex");
      const existing = (await readdir(folder)).find((each) => each.startsWith(`${name}.sha256-`));
      if (existing === `${name}.sha256-${digest}`) {
        await rm(temporary);
        return "duplicate";
      }
      await rename(temporary, join(folder, `${name}.sha256-${digest}`));
      step("stored");
      return "stored";
    },
  };
}

/** What a file sink holds: content by message id. */
export async function readFileSink(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.includes(".sha256-"));
  const entries = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const messageId = name.slice(name.indexOf("-") + 1, name.indexOf(".sha256-"));
      return [messageId, await readFile(join(folder, name), "utf8")];
    }),
  );
  if (new Set(entries.map(([id]) => id)).size !== entries.length)
    throw new Error("a message is stored twice");
  return new Map(entries);
}
