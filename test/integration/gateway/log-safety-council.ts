/** What people of a council do, with names and numbers wherever a page lets them write: led through by log-safety-process.ts. */
import type { Simulator } from "../../../src/simulator/simulator.js";
import { syntheticCouncilPeople } from "../../../src/testing/synthetic-council-people.js";
import { notificationOf } from "../council/mailbox-bench.js";
import { caseOf } from "../council/support.js";

/** Calls a gateway and returns what it answered. */
export type Call = (path: string, token: string, body?: unknown, method?: string) => Promise<unknown>;

/** Two officers, because a second person approves what is dangerous. */
export interface CouncilPeople {
  readonly officer: string;
  readonly second: string;
}

const [first, other] = syntheticCouncilPeople(Date.now());
if (first === undefined || other === undefined) throw new Error("nobody to tell of");
const { nhsNumber, familyName, givenName, birthDate } = first;
/** Words as somebody writes them who has the child in mind. */
const words = `${givenName} ${familyName} (${nhsNumber}), born ${birthDate}: a child protection plan of Northshire Council.`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Notices: arriving, taken by one and refused to another, written about, passed on, finished; also of nobody we know. */
export async function leadNotices(call: Call, simulator: Simulator, people: CouncilPeople): Promise<void> {
  const { officer, second } = people;
  deliver(simulator, notificationOf({ at: Date.now(), nhsNumbers: [nhsNumber], localId: "NS-0" }));
  deliver(simulator, notificationOf({ at: Date.now(), nhsNumbers: ["9990000018"] }));
  const episodes = await seen<{ episodeId: string }>(call, "/api/v1/council/inbox", officer, "episodes");
  for (const { episodeId } of episodes) {
    const act = (name: string, token: string, body: unknown = {}) =>
      call(`/api/v1/council/notices/${episodeId}/${name}`, token, body, "POST");
    await act("take", officer);
    await act("take", second);
    await act("note", officer, { text: words });
    await act("note", officer, { text: words, [familyName]: nhsNumber });
    await act("pass", officer, { to: { kind: "worker", workerId: `${givenName} ${familyName}` } });
    await act("take", second);
    const ended = await act("finish", second);
    must(has(ended, "state", "finished"), "a notice is finished");
  }
  await call(`/api/v1/council/notices/${encodeURIComponent(words)}/take`, officer, undefined, "POST");
  await call("/api/v1/council/work-list", officer);
}

/** Messages that cannot be understood and hold everything: kept, read, dealt with. */
export async function leadSetAside(
  call: Call,
  simulator: Simulator,
  { officer }: CouncilPeople,
): Promise<void> {
  deliver(simulator, `<broken>${words}`);
  deliver(simulator, words);
  const root = "/api/v1/council/mailbox/set-aside";
  const messages = await seen<{ messageId: string }>(call, root, officer, "messages");
  for (const { messageId } of messages) {
    await call(`${root}/${messageId}/content`, officer);
    await call(`${root}/${messageId}/dealing`, officer, { reason: words });
  }
  must(messages.length > 0, "a message was set aside");
  await call(`${root}/${encodeURIComponent(words)}/content`, officer);
}

/** Deletions, uploads and searches, each with a reason or words that name the child. */
export async function leadCases(call: Call, { officer, second }: CouncilPeople): Promise<void> {
  await call("/api/v1/cases/search", officer, { text: familyName });
  await call(`/api/v1/cases?text=${encodeURIComponent(words)}`, officer);
  await call("/api/v1/cases/import", officer, {
    firstRow: 1,
    rows: [
      { ...caseOf("name-differs"), localId: "NS-90", teamId: words },
      { localId: words, child: words },
    ],
  });
  const asked = { kind: "child-protection-plan", start: "2026-01-05", reason: words };
  const view = (await call("/api/v1/cases/NS-0/deletion", officer, asked)) as {
    deletions?: readonly { deletionId: string }[];
  };
  const [deletion] = view.deletions ?? [];
  must(deletion !== undefined, "a deletion waits");
  await call("/api/v1/cases/NS-0/deletion/approval", second, { deletionId: deletion?.deletionId });
  await call("/api/v1/council/uploads/wishes", officer, { localId: words });
  await call("/api/v1/council/uploads/resumption", officer, { reason: words });
  await call("/api/v1/council/uploads/1/closure", officer, { reason: words });
}

/** A take-over from another system: compared, proposed, decided, approved by a second person; and one that is withdrawn. */
export async function leadTakeover(call: Call, { officer, second }: CouncilPeople): Promise<void> {
  const root = "/api/v1/council/takeover";
  const person = { kind: "child", localId: `OLD-${familyName}`, familyName, givenName, birthDate };
  const proposal = {
    firstSequenceNumber: 412,
    children: [
      { nhsNumber, people: [person], plans: [{ kind: "child-protection-plan", start: "2026-01-05" }] },
    ],
  };
  await call(`${root}/difference`, officer, proposal);
  await call(root, officer, { ...proposal, children: [{ nhsNumber: words, people: [], plans: [] }] });
  const proposed = (await call(root, officer, proposal)) as { revision?: number };
  const decisions = [{ planId: words, decision: "keep", reason: words }];
  await call(`${root}/decisions`, officer, { revision: proposed.revision, decisions });
  const found = (await call(root, officer)) as { revision?: number; difference?: { lines?: unknown } };
  await call(`${root}/decisions`, officer, {
    revision: found.revision,
    decisions: planIdsIn(found).map((planId) => ({ planId, decision: "delete", reason: words })),
  });
  const { revision } = (await call(root, officer)) as { revision?: number };
  await call(`${root}/approval`, officer, { revision });
  const approved = await call(`${root}/approval`, second, { revision });
  // The first file may be made at once.
  const isDone = has(approved, "stage", "approved") || has(approved, "stage", "started");
  must(isDone, `a take-over is approved: ${JSON.stringify(approved)}`);
  await call(`${root}/withdrawal`, officer, { reason: words });
  await call(`${root}/release`, second, { reason: words });
}

const has = (value: unknown, name: string, wanted: string): boolean =>
  typeof value === "object" && value !== null && Reflect.get(value, name) === wanted;

function must(came: boolean, what: string): void {
  if (!came) throw new Error(`It did not happen that ${what}.`);
}

const planIdsIn = (view: unknown): readonly string[] =>
  [...JSON.stringify(view).matchAll(/"planId":"([^"]+)"/g)].map(([, id = ""]) => id);

/** What a list holds once something has come into it. */
async function seen<T>(call: Call, path: string, token: string, name: string): Promise<readonly T[]> {
  for (let turn = 0; turn < 200; turn += 1) {
    const answer = (await call(path, token)) as Readonly<Record<string, readonly T[]>>;
    const items = answer[name] ?? [];
    if (items.length > 0) return items;
    await pause(25);
  }
  throw new Error(`${path} stayed empty`);
}

function deliver({ mesh }: Simulator, content: string): void {
  mesh.messages.deliver({
    to: mesh.mailboxes[0]?.mailboxId ?? "",
    from: mesh.cpisMailboxId,
    workflowId: "CPIS_REPORT",
    chunks: [Buffer.from(content)],
  });
}
