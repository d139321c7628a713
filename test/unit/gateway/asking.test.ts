import { afterEach, describe, expect, it, vi } from "vitest";
import { parseEbxmlMessage } from "../../../src/codec/ebxml/ebxml-message.js";
import { parseQuery, type NhsQuery } from "../../../src/codec/hl7v3/query.js";
import type { LookupTrigger } from "../../../src/domain/eligibility.js";
import type { NhsNumber } from "../../../src/domain/nhs-number.js";
import { draftQuery } from "../../../src/gateway/lookup/draft-query.js";
import { randomIds } from "../../../src/gateway/telemetry/runtime.js";
import type { Caller } from "../../../src/gateway/identity/caller.js";
import type { OutboundQuery, SendOutcome } from "../../../src/ports/spine-transport.js";
import { newLookupId } from "../../support/gateway-plan.js";
import {
  colleague,
  createCore,
  reliable,
  replyTo,
  request,
  settled,
  user,
  type Core,
  type CoreChanges,
} from "./support.js";

const cores: Core[] = [];
function core(changes: CoreChanges = {}): Core {
  const made = createCore(changes);
  cores.push(made);
  return made;
}
afterEach(async () => {
  for (const made of cores.splice(0)) await made.close();
});

function queryOf(sent: OutboundQuery | undefined): NhsQuery {
  const content = sent === undefined ? undefined : parseEbxmlMessage(sent.contentType, sent.body);
  if (content?.kind !== "message") throw new Error("nothing was sent");
  return parseQuery(content.hl7);
}

async function actions({ audit }: Core): Promise<string[]> {
  return (await audit.read({})).map(({ action }) => action);
}

/** The same person, whose token names no activities. */
const bare: Caller = { kind: "person", owner: user.owner, expiresAt: user.expiresAt, actor: user.actor };

/** The same gateway after its location was taken out of the configuration. */
const withoutLocation = (made: Core) => made.serviceWith({ ...made.plan, locations: [] });

describe("asking the register", () => {
  it("writes the intent to the audit before the first byte leaves (R-116)", async () => {
    const { service, transport, audit } = core();
    let written: readonly string[] = [];
    transport.beforeSending = async ({ messageId }) => {
      written = (await audit.read({ messageId })).map(({ action }) => action);
    };
    await service.open(request(), user);
    await settled();
    expect(transport.sent).toHaveLength(1);
    expect(written).toEqual(["intent"]);
  });

  it("sends nothing where the intent cannot be written", async () => {
    const made = createCore();
    made.crash();
    await expect(made.service.open(request(), user)).rejects.toMatchObject({ code: "CPIS_STORE_FAILED" });
    await settled();
    expect(made.transport.sent).toEqual([]);
  });

  it("answers a repeated request with the same lookup and sends one query", async () => {
    const { service, transport } = core();
    const body = request();
    const [first, again] = await Promise.all([service.open(body, user), service.open(body, user)]);
    const third = await service.open(body, user);
    expect([first.created, again.created, third.created]).toEqual([true, false, false]);
    expect(third.view.askedAt).toBe(first.view.askedAt);
    await settled();
    expect(transport.sent).toHaveLength(1);
  });

  it("refuses an id that was used for another request, or by another person", async () => {
    const { service } = core();
    const body = request();
    await service.open(body, user);
    await expect(service.open({ ...body, trigger: "manual" }, user)).rejects.toMatchObject({
      code: "CPIS_LOOKUP_CONFLICT",
    });
    await expect(service.open(body, colleague)).rejects.toMatchObject({ code: "CPIS_LOOKUP_NOT_FOUND" });
    await expect(service.view(body.lookupId, colleague)).rejects.toMatchObject({
      code: "CPIS_LOOKUP_NOT_FOUND",
    });
  });

  it("lets seven tabs share one query (R-60)", async () => {
    const made = core();
    const opened = await Promise.all(Array.from({ length: 7 }, () => made.service.open(request(), user)));
    await settled();
    expect(made.transport.sent).toHaveLength(1);
    expect(opened.filter(({ view }) => view.reused)).toHaveLength(6);
    expect((await actions(made)).sort()).toEqual(["intent", ...Array<string>(6).fill("joined")]);
  });

  it("names the person as the author, in the control act too (R-20)", async () => {
    const { service, transport } = core();
    await service.open(request(), user);
    await settled();
    const query = queryOf(transport.sent[0]);
    expect(query.author).toMatchObject({
      kind: "person",
      sdsUserId: "999900000101",
      name: { given: ["Ama"], family: "O’Rell" },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
      role: { code: "R8001", displayName: "Nurse Access Role" },
    });
    expect(query.controlAct.author).toEqual({
      roleProfileId: "999900000102",
      userId: "999900000101",
      jobRoleCode: "R8001",
    });
    expect(query.id).toBe(transport.sent[0]?.messageId);
    expect(query.silentRead).toBeUndefined();
  });

  it("names the nominated person where a system asks by itself, and no user in the control act (R-19, H-33)", async () => {
    const { service, transport } = core();
    const system: Caller = {
      kind: "system",
      owner: "system:registration",
      expiresAt: user.expiresAt,
      activityCodes: ["B0107"],
      actor: { kind: "system", id: "registration" },
    };
    const { view } = await service.open(request({ trigger: "registered" }), system);
    await settled();
    const query = queryOf(transport.sent[0]);
    expect(query.author).toMatchObject({
      kind: "device",
      asid: "999900000001",
      nominated: [{ name: { given: ["Ines"], family: "Vale" } }],
    });
    expect(query.controlAct.author).toBeUndefined();
    expect(view.checkedBy).toEqual({ name: "Ines Vale", you: true, bySystem: true });
  });

  it("reads silently at a scheduled location, in the configured form (H-14)", async () => {
    const { service, transport } = core();
    const { view } = await service.open(request({ locationId: "clinic" }), user);
    await settled();
    expect(view.accessMode).toBe("scheduled");
    expect(queryOf(transport.sent[0]).silentRead).toBe("nested");
  });

  it("drafts no scheduled query without the silent form, whoever asks for one (H-14)", () => {
    const made = core();
    const { silentReadForm: form, ...spine } = made.plan.spine;
    expect(form).toBe("nested");
    const question = {
      nhsNumber: "9995260182" as NhsNumber,
      accessMode: "scheduled",
      author: { kind: "device" },
      askedAt: made.time.now(),
    } as const;
    const draft = () => draftQuery(question, { ...made.plan, spine }, randomIds);
    expect(draft).toThrow(expect.objectContaining({ code: "CPIS_INTERNAL" }));
  });

  it("never re-uses a silent answer where the council must be told (H-13)", async () => {
    const { service, transport, inbox } = core();
    await service.open(request({ locationId: "clinic" }), user);
    await settled();
    await inbox.accept(replyTo(transport.sent[0]!, "record"));
    await settled();
    const { view } = await service.open(request({ locationId: "ed" }), user);
    await settled();
    expect(view.reused).toBe(false);
    expect(transport.sent).toHaveLength(2);
  });

  it("shares an answer made without an encounter with the same user only, for 15 minutes", async () => {
    const { service, transport, time, inbox } = core();
    const { trigger, locationId, patient } = request();
    const again = () => ({ trigger, locationId, patient, lookupId: newLookupId() });
    const body = again();
    await service.open(body, user);
    await settled();
    await inbox.accept(replyTo(transport.sent[0]!, "no-record"));
    await settled();
    expect((await service.open(again(), user)).view.reused).toBe(true);
    expect((await service.open(again(), colleague)).view.reused).toBe(false);
    await time.advance(15 * 60_000);
    expect((await service.open(again(), user)).view.reused).toBe(false);
    await settled();
    expect(transport.sent).toHaveLength(3);
  });

  it("makes a new MessageId only for a person's check again, and one for a double press (R-60)", async () => {
    const { service, transport, inbox } = core();
    await service.open(request(), user);
    await settled();
    await inbox.accept(replyTo(transport.sent[0]!, "record"));
    await settled();
    expect((await service.open(request({ trigger: "manual" }), user)).view.reused).toBe(true);
    const press = request({ trigger: "check-again" });
    await Promise.all([service.open(press, user), service.open(press, user)]);
    await settled();
    expect(new Set(transport.sent.map(({ messageId }) => messageId)).size).toBe(2);
    expect(transport.sent).toHaveLength(2);
  });

  it.each<[SendOutcome, number]>([
    [{ kind: "not-sent", attempts: 1 }, 2],
    [{ kind: "rejected", layer: "fault", codes: ["208"], attempts: 1 }, 1],
    [{ kind: "rejected", layer: "http", codes: ["400"], attempts: 1 }, 1],
  ])(
    "asks again by itself only where nothing had left, else a person must press (R-60): %o",
    async (outcome, sent) => {
      const { service, transport } = core();
      transport.outcome = outcome;
      await service.open(request(), user);
      await settled();
      await service.open(request(), user);
      await settled();
      expect(transport.sent).toHaveLength(sent);
      await service.open(request({ trigger: "check-again" }), user);
      await settled();
      expect(transport.sent).toHaveLength(sent + 1);
    },
  );

  it("stops at the ceiling of unscheduled queries with an alarm, and never stops silent reads", async () => {
    const made = core({ limits: { perUserPerMinute: 2, perSitePerMinute: 100 } });
    const open = (id: string, locationId: string) =>
      made.service.open(request({ encounter: { id }, locationId }), user);
    await open("1", "ed");
    await open("2", "ed");
    const { view } = await open("3", "ed");
    expect(view.state).toMatchObject({ kind: "not-checked", reason: "too-many" });
    expect(made.alarms).toEqual(["too-many-queries"]);
    expect((await open("4", "clinic")).view.state.kind).toBe("checking");
  });

  it("keeps the bytes of a query only under a contract that may send them again", async () => {
    for (const [spine, kept] of [
      [{}, false],
      [reliable, true],
    ] as const) {
      const { service, store } = core({ spine });
      await service.open(request(), user);
      const [pending] = await store.pendingQueries();
      expect(pending?.message !== undefined).toBe(kept);
    }
  });
});

describe("not asking the register", () => {
  const child = { nhsNumber: "9995260182", nhsNumberStatus: "verified", birthDate: "2018-02-03" } as const;
  const adult = { ...child, birthDate: "1955-02-22" };
  const { kind, owner, expiresAt, actor, activityCodes, person } = user;
  const withoutActivities: Caller = {
    kind,
    owner,
    expiresAt,
    actor,
    ...(person === undefined ? {} : { person }),
  };
  const withoutPerson: Caller = {
    kind,
    owner,
    expiresAt,
    actor,
    ...(activityCodes === undefined ? {} : { activityCodes }),
  };

  it.each<[string, Parameters<typeof request>[0], Caller]>([
    ["nhs-number-missing", { patient: { birthDate: "2018-02-03" } }, user],
    ["nhs-number-invalid", { patient: { ...child, nhsNumber: "9995260183" } }, user],
    ["nhs-number-invalid", { patient: { ...child, nhsNumber: "999526018" } }, user],
    ["nhs-number-unverified", { patient: { ...child, nhsNumberStatus: "unverified" } }, user],
    ["nhs-number-unverified", { patient: { ...child, nhsNumberStatus: "unknown" } }, user],
    ["not-in-automatic-group", { patient: adult }, user],
    ["location-unknown", { locationId: "elsewhere" }, user],
    ["location-not-enabled", { locationId: "ward" }, user],
    ["role-not-automatic", {}, { ...user, jobRoleCode: "R8010" }],
    ["user-not-identified", {}, withoutActivities],
    ["user-not-identified", {}, withoutPerson],
  ])("says %s, sends nothing and audits it", async (reason, changes, caller) => {
    const made = core();
    const { view } = await made.service.open(request(changes), caller);
    await settled();
    expect(view.state).toMatchObject({ kind: "not-checked", reason });
    expect(view.reused).toBe(false);
    expect(made.transport.sent).toEqual([]);
    expect(await made.audit.read({})).toMatchObject([{ action: "not-checked", reason }]);
  });

  it("has no access mode for a location nobody has configured (R-17)", async () => {
    const { view } = await core().service.open(request({ locationId: "elsewhere" }), user);
    expect(view).not.toHaveProperty("accessMode");
  });

  it("refuses to send a notifying query where the silent form is not configured (H-14)", async () => {
    const unset = core();
    Reflect.deleteProperty(unset.plan.spine, "silentReadForm");
    const { view } = await unset.service.open(request({ locationId: "clinic" }), user);
    await settled();
    expect(view.state).toMatchObject({ kind: "not-checked", reason: "silent-read-not-configured" });
    expect(unset.transport.sent).toEqual([]);
  });

  it("asks about an adult when a person presses, and about a pregnant adult by itself (R-15)", async () => {
    const { service, transport } = core();
    await service.open(request({ trigger: "manual", patient: adult }), user);
    await service.open(
      request({ encounter: { id: "2" }, patient: { ...adult, pregnancy: "pregnant" } }),
      user,
    );
    await settled();
    expect(transport.sent).toHaveLength(2);
  });

  it.each<LookupTrigger>(["opened", "registered", "manual", "check-again"])(
    "refuses %s where the activities do not fit the location, the same for every patient (R-50, R-51)",
    async (trigger) => {
      const made = core();
      const scheduledOnly = { ...user, activityCodes: ["B0170"] };
      const refusals = await Promise.all(
        [child, { ...child, nhsNumber: "not a number" }, {}].map((patient) =>
          made.service.open(request({ trigger, patient }), scheduledOnly).catch((error: unknown) => error),
        ),
      );
      for (const refusal of refusals) expect(refusal).toMatchObject({ code: "CPIS_ROLE_NOT_PERMITTED" });
      const rows = await made.audit.read({});
      expect(rows).toHaveLength(3);
      expect(rows.every(({ action, subject }) => action === "refused" && subject === undefined)).toBe(true);
    },
  );

  it("authorises every look at an answer anew", async () => {
    const { service } = core();
    const body = request();
    await service.open(body, user);
    await expect(service.view(body.lookupId, { ...user, activityCodes: ["B0170"] })).rejects.toMatchObject({
      code: "CPIS_ROLE_NOT_PERMITTED",
    });
  });

  it.each<[string, (made: Core) => Core["service"], Caller]>([
    ["a token of the same person that names no activities", ({ service }) => service, bare],
    ["anybody once the location is no longer configured", withoutLocation, user],
  ])("shows, streams and takes reports of a held answer for nobody else: %s", async (_, later, caller) => {
    const made = core();
    const body = request();
    await made.service.open(body, user);
    await settled();
    const service = later(made);
    const unsealed = vi.spyOn(made.store, "find");
    const refused = { code: "CPIS_ROLE_NOT_PERMITTED" };
    await expect(service.view(body.lookupId, caller)).rejects.toMatchObject(refused);
    await expect(service.watch(body.lookupId, caller, () => undefined)).rejects.toMatchObject(refused);
    await expect(service.report(body.lookupId, { events: [] }, caller)).rejects.toMatchObject(refused);
    await expect(service.open(body, caller)).rejects.toMatchObject(refused);
    expect(unsealed).not.toHaveBeenCalled();
  });
});
