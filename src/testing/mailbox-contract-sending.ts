/** The part of the mailbox contract that is about sending. */
import type { OutboundMeshHead } from "../domain/mesh-message.js";
import type { PeerFile } from "./mailbox-under-test.js";
import { expectEqual, type ContractCase } from "./contract-case.js";
import { bytesOf, never, noJournal, outbound, type MailboxUnderTest } from "./mailbox-under-test.js";

const file = new TextEncoder().encode("<upload>42</upload>");

function summary(files: readonly PeerFile[]): readonly string[] {
  return files.map(({ workflowId, localId, content }) =>
    [workflowId, localId, new TextDecoder().decode(content)].join(" "),
  );
}

/** What every mailbox must do when it sends. */
export const mailboxSendingCases: readonly ContractCase<MailboxUnderTest>[] = [
  {
    name: "a file that is sent reaches its recipient once, byte for byte, under our reference",
    async run({ mailbox, peer, recipient }) {
      const outcome = await mailbox.send(outbound(recipient, "upload-000042", file), noJournal, never);
      expectEqual(outcome.kind, "accepted", "outcome");
      expectEqual(
        summary(await peer.received()),
        ["CPIS_UPLOAD upload-000042 <upload>42</upload>"],
        "received",
      );
    },
  },
  {
    name: "a file that was sent is found by our reference, and one that never was is not (H-20)",
    async run({ mailbox, recipient }) {
      await mailbox.send(outbound(recipient, "upload-000043", file), noJournal, never);
      const found = await mailbox.track({ localId: "upload-000043" }, never);
      expectEqual(found.kind, "found", "the sent one");
      expectEqual(
        await mailbox.track({ localId: "upload-000099" }, never),
        { kind: "not-found" },
        "the other",
      );
    },
  },
  {
    name: "a message that breaks the rules is refused with its faults, and nothing is sent",
    async run({ mailbox, peer, recipient }) {
      const head: OutboundMeshHead = {
        to: recipient,
        workflowId: "CPIS_UPLOAD",
        localId: "upload\r\n000044",
      };
      const broken = await mailbox.send({ head, content: bytesOf(file) }, noJournal, never);
      const empty = await mailbox.send(
        outbound(recipient, "upload-000045", new Uint8Array()),
        noJournal,
        never,
      );
      const codes = [broken, empty].map((each) => (each.kind === "refused" ? each.error.code : each.kind));
      expectEqual(codes, ["CPIS_MESH_MESSAGE_INVALID", "CPIS_MESH_MESSAGE_INVALID"], "outcomes");
      expectEqual((await peer.received()).length, 0, "received");
    },
  },
  {
    name: "content is read as it is sent, and content that cannot be read is never half sent",
    async run({ mailbox, peer, recipient }) {
      const content = {
        byteLength: 1_000_000,
        async *read(): AsyncGenerator<Uint8Array> {
          yield new Uint8Array(500_000);
          await Promise.reject(new Error("file vanished"));
        },
      };
      const head: OutboundMeshHead = { to: recipient, workflowId: "CPIS_UPLOAD", localId: "upload-000046" };
      const outcome = await mailbox.send({ head, content }, noJournal, never).then(
        ({ kind }) => kind,
        () => "threw",
      );
      expectEqual(outcome === "accepted", false, "accepted");
      expectEqual((await peer.received()).length, 0, "received");
    },
  },
];
