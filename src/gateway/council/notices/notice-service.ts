import type { ServiceIdentifier } from "inversify";
import type { CouncilPlan } from "../../../config/council-plan.js";
import type { EpisodeView, NoticeInbox } from "../../../contract/council.js";
import type { CaseRecord } from "../../../domain/case-record.js";
import { londonTime } from "../../../domain/instant.js";
import { decideEscalation, type RouteTarget } from "../../../domain/notice-routing.js";
import { derivePlanPeriods } from "../../../domain/plan-periods.js";
import { isWorkerAway } from "../../../domain/worker-directory.js";
import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditActor, AuditEntry, CouncilAction } from "../../../ports/audit.js";
import type { EpisodeEvent } from "../../../ports/notice-store.js";
import type { Telemetry } from "../../../ports/telemetry.js";
import { hasOnlyEnded } from "../case-about.js";
import { readEpisodes, toEpisodeView, type OpenEpisode } from "./inbox.js";
import type { NoticeParts } from "./receive-notices.js";

/** What people do about notices. */
export interface NoticeService {
  inbox(): Promise<NoticeInbox>;
  /** Newest first. */
  ofCase(localId: string): Promise<readonly EpisodeView[]>;
  /** Taking twice is taking once; what another has taken throws `CPIS_NOTICE_CONFLICT`. */
  take(episodeId: string, actor: AuditActor): Promise<EpisodeView>;
  note(episodeId: string, text: string, actor: AuditActor): Promise<EpisodeView>;
  finish(episodeId: string, actor: AuditActor): Promise<EpisodeView>;
  pass(episodeId: string, to: RouteTarget, actor: AuditActor): Promise<EpisodeView>;
  /** Sends what nobody has taken a step up (H-18). */
  escalate(): Promise<void>;
}
export const NoticeService: ServiceIdentifier<NoticeService> = Symbol("NoticeService");

/** What the service works with. */
export interface NoticeServiceParts extends NoticeParts {
  readonly plan: CouncilPlan;
  readonly telemetry: Pick<Telemetry, "alarm">;
}

/** Every act is one durable event with its audit row; an act on a state that has moved on meanwhile is refused. */
export function createNoticeService(parts: NoticeServiceParts): NoticeService {
  const { notices, cases, clock, plan } = parts;
  const view = (episode: OpenEpisode, record: CaseRecord | undefined): EpisodeView =>
    viewWith(parts, episode, record);
  const act = (episodeId: string, actor: AuditActor, action: CouncilAction, decide: Decide) =>
    actOn(parts, episodeId, actor, action, decide);
  const who = (actor: AuditActor) => ({ by: actor.name ?? actor.id, byId: actor.id, at: clock.now() });
  return {
    async inbox() {
      const episodes = await readEpisodes(notices, plan);
      const records = new Map((await cases.all()).map(({ record }) => [record.localId, record]));
      return {
        episodes: episodes.map((each) => view(each, records.get(each.episode.child))),
        open: episodes.filter(({ state }) => state.state !== "finished").length,
      };
    },
    async ofCase(localId) {
      const record = (await cases.find(localId))?.record;
      const own = (await readEpisodes(notices, plan)).filter(({ episode }) => episode.child === localId);
      return own.map((each) => view(each, record));
    },
    take: (episodeId, actor) =>
      act(episodeId, actor, "notice-taken", ({ state }) => {
        if (state.state === "taken" && state.takenById === actor.id) return undefined;
        if (state.state !== "new") throw new CpisError("CPIS_NOTICE_CONFLICT");
        return { kind: "taken", ...who(actor) };
      }),
    note: (episodeId, text, actor) =>
      act(episodeId, actor, "notice-noted", () => ({ kind: "noted", text, ...who(actor) })),
    finish: (episodeId, actor) =>
      act(episodeId, actor, "notice-finished", ({ state }) => {
        const others = state.state === "taken" && state.takenById !== actor.id;
        if (state.state === "finished" || others) throw new CpisError("CPIS_NOTICE_CONFLICT");
        return { kind: "finished", ...who(actor) };
      }),
    pass: (episodeId, to, actor) =>
      act(episodeId, actor, "notice-passed", ({ state }) => {
        if (state.state === "finished") throw new CpisError("CPIS_NOTICE_CONFLICT");
        const at = clock.now();
        const away = to.kind === "worker" && isWorkerAway(plan.directory, to.workerId, at);
        return { kind: "routed", at, to, why: "passed-on", ...(away ? { away: true } : {}) };
      }),
    escalate: () => escalate(parts),
  };
}

type Decide = (episode: OpenEpisode) => EpisodeEvent | undefined;

async function actOn(
  parts: NoticeServiceParts,
  episodeId: string,
  actor: AuditActor,
  action: CouncilAction,
  decide: Decide,
): Promise<EpisodeView> {
  const { notices, clock } = parts;
  const before = await findEpisode(parts, episodeId);
  const event = decide(before);
  if (event === undefined) return viewOf(parts, before);
  const audit: AuditEntry = {
    at: clock.now(),
    action,
    actor,
    subject: { localId: before.episode.child },
    ...(event.kind === "routed" ? { reason: `passed-on ${event.to.kind}` } : {}),
  };
  if (!(await notices.append(episodeId, [event], before.state.events, [audit]))) {
    throw new CpisError("CPIS_NOTICE_CONFLICT");
  }
  const after = await findEpisode(parts, episodeId);
  const view = await viewOf(parts, after);
  const { localId } = view;
  parts.changes.publish({ kind: "notice-arrived", episodeId, ...(localId === undefined ? {} : { localId }) });
  return view;
}

async function findEpisode({ notices, plan }: NoticeServiceParts, episodeId: string): Promise<OpenEpisode> {
  const found = (await readEpisodes(notices, plan)).find(({ name }) => name === episodeId);
  if (found === undefined) throw new CpisError("CPIS_NOTICE_NOT_FOUND");
  return found;
}

async function viewOf(parts: NoticeServiceParts, episode: OpenEpisode): Promise<EpisodeView> {
  return viewWith(parts, episode, (await parts.cases.find(episode.episode.child))?.record);
}

function viewWith(
  { plan, clock }: NoticeServiceParts,
  episode: OpenEpisode,
  record: CaseRecord | undefined,
): EpisodeView {
  const now = clock.now();
  const view = toEpisodeView(episode, record, plan.directory, now);
  if (record === undefined) return view;
  const { periods } = derivePlanPeriods(record, plan.statusTable);
  return hasOnlyEnded(periods, londonTime(now).date) ? { ...view, planEnded: true } : view;
}

async function escalate(parts: NoticeServiceParts): Promise<void> {
  const { notices, plan, clock, telemetry, changes } = parts;
  const now = clock.now();
  for (const { name, episode, state } of await readEpisodes(notices, plan)) {
    if (state.state !== "new") continue;
    const { add } = decideEscalation({ hops: state.openHops }, plan.notices.escalation, now);
    if (add.length === 0) continue;
    const events = add.map((to): EpisodeEvent => ({ kind: "routed", at: now, to, why: "nobody-acted" }));
    const audit = add.map((to): AuditEntry => ({
      at: now,
      action: "notice-routed",
      reason: `nobody-acted ${to.kind}`,
      subject: { localId: episode.child },
    }));
    // Somebody took it in this moment: then nothing goes up.
    if (!(await notices.append(name, events, state.events, audit))) continue;
    telemetry.alarm("notice-unacknowledged", { count: add.length });
    changes.publish({ kind: "notice-arrived", episodeId: name });
  }
}
