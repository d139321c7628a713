/**
 * What every mailbox must do. Run each case against a fresh, empty one:
 *
 * `for (const { name, run } of mailboxContract) it(name, async () => run(await openEmptyMailbox()));`
 */
import type { MeshMessageId } from "../domain/mesh-message.js";
import { expectCode, expectEqual, type ContractCase } from "./contract-case.js";
import { mailboxSendingCases } from "./mailbox-contract-sending.js";
import { never, type MailboxUnderTest } from "./mailbox-under-test.js";
import { createMemorySink } from "./memory-sink.js";

function xml(text: string): Uint8Array {
  return new TextEncoder().encode(`<notice>${text}</notice>`);
}

async function listed(subject: MailboxUnderTest): Promise<readonly MeshMessageId[]> {
  await subject.letTimePass();
  const listing = await subject.mailbox.list(never);
  expectEqual(listing.complete, true, "listing is complete");
  return listing.messageIds;
}

const listingCases: readonly ContractCase<MailboxUnderTest>[] = [
  {
    name: "a mailbox in order passes its check and lists nothing",
    async run(subject) {
      await subject.mailbox.check(never);
      expectEqual(await listed(subject), [], "ids");
    },
  },
  {
    name: "files are listed in the order they came, and stay listed until they are acknowledged",
    async run(subject) {
      const { mailbox, peer } = subject;
      const first = await peer.deliver({ workflowId: "CPIS_REPORT", content: xml("one") });
      const second = await peer.deliver({ workflowId: "CPIS_REPORT", content: xml("two") });
      expectEqual(await listed(subject), [first, second], "before");
      await mailbox.download(first, createMemorySink(), never);
      expectEqual(await listed(subject), [first, second], "after a download");
      await mailbox.acknowledge(first, never);
      expectEqual(await listed(subject), [second], "after an acknowledgement");
    },
  },
  {
    name: "acknowledging twice is harmless",
    async run(subject) {
      const { mailbox, peer } = subject;
      const id = await peer.deliver({ workflowId: "CPIS_REPORT", content: xml("one") });
      expectEqual(await listed(subject), [id], "before");
      await mailbox.acknowledge(id, never);
      await mailbox.acknowledge(id, never);
      expectEqual(await listed(subject), [], "after");
    },
  },
];

const downloadCases: readonly ContractCase<MailboxUnderTest>[] = [
  {
    name: "a file arrives byte for byte with what its sender said of it",
    async run(subject) {
      const { mailbox, peer } = subject;
      const content = Uint8Array.from({ length: 300_000 }, (_each, index) => (index * 7919) % 251);
      const id = await peer.deliver({
        workflowId: "CPIS_REPORT",
        content,
        localId: "their-17",
        subject: "a & b",
      });
      await listed(subject);
      const sink = createMemorySink();
      expectEqual(await mailbox.download(id, sink, never), "stored", "disposition");
      const [stored] = sink.stored();
      expectEqual(stored?.mailboxId, mailbox.mailboxId, "mailbox");
      expectEqual(stored?.bytes.length, content.length, "length");
      expectEqual(
        stored?.bytes.every((byte, index) => byte === content[index]),
        true,
        "bytes",
      );
      const { kind, messageId, workflowId, localId, subject: about } = stored?.message ?? {};
      expectEqual(
        { kind, messageId, workflowId, localId, about },
        { kind: "data", messageId: id, workflowId: "CPIS_REPORT", localId: "their-17", about: "a & b" },
        "facts",
      );
    },
  },
  {
    name: "a report is brought like a file, without content, under the reference of the message that failed",
    async run(subject) {
      const { mailbox, peer } = subject;
      const about = { workflowId: "CPIS_UPLOAD", localId: "upload-000042", event: "SEND", code: "14" };
      const id = await peer.report({
        ...about,
        description: "Message not collected by recipient after 5 days",
      });
      expectEqual(await listed(subject), [id], "listed");
      const sink = createMemorySink();
      await mailbox.download(id, sink, never);
      const [stored] = sink.stored();
      const message = stored?.message;
      if (message?.kind !== "report") throw new Error("expected a report");
      const { localId, event, code, succeeded, workflowId } = message;
      expectEqual({ localId, event, code, workflowId }, about, "facts");
      expectEqual([succeeded, stored?.bytes.length], [false, 0], "outcome and content");
    },
  },
  {
    name: "a message that is not there is said to be gone",
    async run({ mailbox }) {
      const sink = createMemorySink();
      await expectCode(mailbox.download("20260102030405678901_ABCDEF", sink, never), "CPIS_MESH_NOT_FOUND");
      expectEqual(sink.stored().length, 0, "stored");
    },
  },
  {
    name: "a store that fails is said to be so, and the message stays (R-109)",
    async run(subject) {
      const { mailbox, peer } = subject;
      const id = await peer.deliver({ workflowId: "CPIS_REPORT", content: xml("one") });
      await listed(subject);
      const full = { store: () => Promise.reject(new Error("disk full")) };
      await expectCode(mailbox.download(id, full, never), "CPIS_STORE_FAILED");
      expectEqual(await listed(subject), [id], "listed");
    },
  },
  {
    name: "a store that did not read the whole content is not believed (R-109)",
    async run(subject) {
      const { mailbox, peer } = subject;
      const id = await peer.deliver({ workflowId: "CPIS_REPORT", content: xml("one") });
      await listed(subject);
      const careless = { store: () => Promise.resolve("stored" as const) };
      await expectCode(mailbox.download(id, careless, never), "CPIS_STORE_FAILED");
    },
  },
];

/** Every case of the contract. */
export const mailboxContract: readonly ContractCase<MailboxUnderTest>[] = [
  ...listingCases,
  ...downloadCases,
  ...mailboxSendingCases,
];
