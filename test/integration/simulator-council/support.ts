import type { HttpsMeshPlan } from "../../../src/config/mesh-plan.js";
import { readXml } from "../../../src/codec/xml/read-xml.js";
import { mailboxXmlLimits } from "../../../src/codec/hl7v3/mailbox-root.js";
import {
  parseMailboxMessage,
  buildMailboxMessage,
  type MailboxMessage,
} from "../../../src/codec/hl7v3/mailbox-message.js";
import { formatEffectiveTime } from "../../../src/codec/hl7v3/timestamp.js";
import type { Subject } from "../../../src/codec/hl7v3/subject.js";
import type { Upload } from "../../../src/codec/hl7v3/upload.js";
import type { UploadPlan } from "../../../src/codec/hl7v3/upload-plan.js";
import type { UploadRecord } from "../../../src/codec/hl7v3/upload-record.js";
import { toSender } from "../../../src/codec/to-upload-record.js";
import { londonLocal } from "../../../src/domain/instant.js";
import { HttpsMailbox } from "../../../src/gateway/mesh/https-mailbox.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import { never, noJournal, outbound } from "../../../src/testing/mailbox-under-test.js";
import { northshireCouncil, type SyntheticCouncil } from "../../../src/testing/synthetic-people.js";
import { syntheticCouncilPerson, type CouncilStory } from "../../../src/testing/synthetic-council-people.js";
import type { Simulator } from "../../../src/simulator/simulator.js";
import { createTestClock, hastyTimers, randomIds } from "../../support/mesh.js";

/** A council with the real mailbox client, as its gateway would use it. */
export interface Council {
  /** Sends an upload; resolves once the register has taken it and answered. */
  upload(sequenceNumber: number, records: readonly UploadRecord[]): Promise<void>;
  /** Sends bytes as they are. */
  send(content: Uint8Array): Promise<void>;
  /** Collects and acknowledges everything; what cannot be read is `undefined`. */
  collect(): Promise<readonly (MailboxMessage | undefined)[]>;
  close(): Promise<void>;
}

export function openCouncil(
  simulator: Simulator,
  council: SyntheticCouncil = northshireCouncil,
  changes: Partial<HttpsMeshPlan> = {},
): Council {
  const clock = createTestClock();
  const plan = { ...simulator.meshPlan(council.odsCode), ...changes };
  const mailbox = new HttpsMailbox(plan, { clock, ids: randomIds, timers: hastyTimers, version: "0.0.0" });
  let sent = 0;
  const send = async (content: Uint8Array): Promise<void> => {
    sent += 1;
    const message = outbound(simulator.mesh.cpisMailboxId, `${council.odsCode}-${String(sent)}`, content);
    const outcome = await mailbox.send(message, noJournal, never);
    if (outcome.kind !== "accepted") throw new Error(`The upload was not accepted: ${outcome.kind}.`);
    await simulator.council.settled();
  };
  return {
    send,
    upload: (sequenceNumber, records) =>
      send(Buffer.from(buildMailboxMessage(uploadOf(sequenceNumber, records, council)))),
    collect: async () => {
      const sink = createMemorySink();
      // The client refuses to read more often than once a second.
      clock.forward(1_000);
      const { messageIds } = await mailbox.list(never);
      for (const id of messageIds) {
        await mailbox.download(id, sink, never);
        await mailbox.acknowledge(id, never);
      }
      return sink.stored().map(({ bytes }) => parsed(bytes));
    },
    close: () => mailbox.close(),
  };
}

function parsed(bytes: Uint8Array): MailboxMessage | undefined {
  try {
    return parseMailboxMessage(readXml(bytes, mailboxXmlLimits));
  } catch {
    return undefined;
  }
}

export function uploadOf(
  sequenceNumber: number,
  records: readonly UploadRecord[],
  council: SyntheticCouncil = northshireCouncil,
): Upload {
  return {
    kind: "upload",
    creationTime: formatEffectiveTime(Date.now()),
    sequenceNumber,
    sender: toSender(council),
    records,
  };
}

/** A plan date so many days from now, at the start of the English day. */
export function planDate(days: number): string {
  return `${londonLocal(Date.now() + days * 86_400_000)
    .slice(0, 10)
    .replaceAll("-", "")}0000`;
}

/** As the register holds a plan date. */
export function wallClock(days: number): string {
  return `${londonLocal(Date.now() + days * 86_400_000).slice(0, 10)}T00:00`;
}

export const protectionPlan: UploadPlan = { kind: "child-protection-plan", startDate: planDate(-80) };

/** A council's record of one of its people, with one current plan. */
export function recordOf(
  story: CouncilStory,
  plans: readonly UploadPlan[] = [protectionPlan],
  subject: Partial<Subject> = {},
): UploadRecord {
  const { nhsNumber, givenName, familyName, birthDate } = syntheticCouncilPerson(story, Date.now());
  return {
    plans,
    subjects: [
      {
        kind: "child",
        nhsNumber,
        localId: { value: `NS-${story}`, assigningAuthorityName: "ZZL01:Northshire Council" },
        birthTime: birthDate.replaceAll("-", ""),
        givenName,
        familyName,
        ...subject,
      },
    ],
  };
}
