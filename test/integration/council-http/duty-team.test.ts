import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EpisodeView, NoticeInbox } from "../../../src/contract/council.js";
import { syntheticCouncilPerson } from "../../../src/testing/synthetic-council-people.js";
import { notificationOf } from "../council/mailbox-bench.js";
import { caseOf, until } from "../council/support.js";
import { deliverTo, dutyWorker, startConfigured, type ConfiguredCouncil } from "./support.js";

let council: ConfiguredCouncil;
let token: string;
/** A child of the East team, whose social worker is at home. */
let episode: EpisodeView;

beforeAll(async () => {
  council = await startConfigured();
  token = await council.token(dutyWorker);
  await council.call("/api/v1/cases/NS-1", { method: "PUT", body: caseOf("matches", { teamId: "east" }) });
  const { nhsNumber } = syntheticCouncilPerson("matches", Date.now());
  deliverTo(council, notificationOf({ at: Date.now(), nhsNumbers: [nhsNumber], localId: "NS-1" }));
  const { episodes } = await until(
    async () => (await (await ask("/api/v1/council/inbox")).json()) as NoticeInbox,
    (inbox) => inbox.episodes.length > 0,
  );
  [episode] = episodes as readonly [EpisodeView];
});

afterAll(() => council.stop());

const ask = (path: string, body?: unknown, method?: string): Promise<Response> =>
  council.call(path, {
    token,
    ...(body === undefined ? {} : { body }),
    ...(method === undefined ? {} : { method }),
  });

describe("the emergency duty team", () => {
  it("sees the notices of every team, with the child and whose it is (H-18)", () => {
    expect(episode).toMatchObject({ localId: "NS-1", state: "new" });
    const teams = episode.hops.flatMap(({ to }) => (to.kind === "team" ? [to.teamId] : []));
    expect(teams).toContain("east");
  });

  it("reads the child's case, what was uploaded, and whether the mailbox is read (H-18)", async () => {
    for (const path of ["/api/v1/cases/NS-1", "/api/v1/council/uploads", "/api/v1/council/health"]) {
      expect((await ask(path)).status, path).toBe(200);
    }
    expect((await ask("/api/v1/cases/search", { text: "NS-1" })).status).toBe(200);
    expect((await ask("/api/v1/council/directory")).status).toBe(200);
  });

  it("takes a notice under its own name, writes down what it did, and finishes it (H-18)", async () => {
    const act = (name: string, body?: unknown) =>
      ask(`/api/v1/council/notices/${episode.episodeId}/${name}`, body, "POST");
    expect(await (await act("take")).json()).toMatchObject({ state: "taken", takenBy: "Eve Duty" });
    expect((await act("note", { text: "Rang the ward; the nurse in charge knows." })).status).toBe(200);
    expect(await (await act("finish")).json()).toMatchObject({ state: "finished", finishedBy: "Eve Duty" });
  });

  it("changes no case, sends nothing and reads no bytes of the mailbox (H-21)", async () => {
    const refused: readonly (readonly [path: string, method: string, body?: unknown])[] = [
      ["/api/v1/cases/NS-1", "PUT", caseOf("matches")],
      ["/api/v1/cases/import", "POST", { rows: [] }],
      ["/api/v1/cases/NS-1/deletion", "POST", {}],
      ["/api/v1/cases/NS-1/deletion/approval", "POST", {}],
      ["/api/v1/council/uploads", "POST", { kind: "full" }],
      ["/api/v1/council/uploads/wishes", "POST", { localId: "NS-1" }],
      ["/api/v1/council/mailbox/set-aside/1/content", "GET"],
      ["/api/v1/council/takeover", "GET"],
    ];
    for (const [path, method, body] of refused) {
      expect((await ask(path, body, method)).status, `${method} ${path}`).toBe(403);
    }
  });
});
