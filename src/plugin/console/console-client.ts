import type {
  ConsoleApproval,
  ConsoleAuditChain,
  ConsoleAuditExport,
  ConsoleAuditPage,
  ConsoleAuditSearch,
  ConsoleChange,
  ConsoleCheck,
  ConsoleCheckRequest,
  ConsoleConfiguration,
  ConsoleHistoryDetail,
  ConsoleMe,
  ConsoleOverview,
  ConsolePauseRequest,
  ConsolePreview,
  ConsoleProposal,
  ConsoleWorkList,
  WorkListName,
} from "../../contract/console.js";
import { overviewShape, previewShape, workListShape } from "../../contract/console-shapes.js";
import {
  changeShape,
  checkShape,
  configurationShape,
  historyDetailShape,
} from "../../contract/parse-configuration.js";
import { auditChain, auditPage } from "../../contract/parse-console-audit.js";
import { createConsoleConnection, type Asking } from "./ask-gateway.js";
import { meShape } from "./read-me.js";

/** What the console's page asks of its gateway. Every method throws a `CpisError`. */
export interface ConsoleClient {
  me(asking: Asking): Promise<ConsoleMe>;
  overview(asking: Asking): Promise<ConsoleOverview>;
  /** `after` is what the page before gave as its `next`. */
  workList(list: WorkListName, after: string | undefined, asking: Asking): Promise<ConsoleWorkList>;
  preview(asking: Asking): Promise<ConsolePreview>;
  configuration(asking: Asking): Promise<ConsoleConfiguration>;
  earlier(digest: string, asking: Asking): Promise<ConsoleHistoryDetail>;
  check(body: ConsoleCheckRequest, asking: Asking): Promise<ConsoleCheck>;
  propose(proposal: ConsoleProposal, asking: Asking): Promise<ConsoleChange>;
  approve(id: string, approval: ConsoleApproval, asking: Asking): Promise<ConsoleChange>;
  refuse(id: string, reason: string, asking: Asking): Promise<void>;
  withdraw(id: string, asking: Asking): Promise<void>;
  beginPause(pause: ConsolePauseRequest, asking: Asking): Promise<void>;
  endPause(id: string, asking: Asking): Promise<void>;
  search(search: ConsoleAuditSearch, asking: Asking): Promise<ConsoleAuditPage>;
  chain(asking: Asking): Promise<ConsoleAuditChain>;
  verifyChain(asking: Asking): Promise<ConsoleAuditChain>;
  export(wanted: ConsoleAuditExport, asking: Asking): Promise<Blob>;
  signOut(asking: Asking): Promise<void>;
}

const longMs = 120_000;
const api = "/api/v1/console";
const configurationAt = `${api}/configuration`;

/** The client over HTTP, for the origin that the page came from. No address holds anything about a patient. */
export function createConsoleClient(): ConsoleClient {
  const connection = createConsoleConnection();
  const { json, file } = connection;
  return {
    async me(asking) {
      const me = await json({ path: `${api}/me`, reader: meShape }, asking);
      connection.csrfToken = me.csrfToken;
      return me;
    },
    overview: (asking) => json({ path: `${api}/overview`, reader: overviewShape }, asking),
    workList: (list, after, asking) => json({ path: listAt(list, after), reader: workListShape }, asking),
    preview: (asking) => json({ path: `${api}/preview`, reader: previewShape }, asking),
    configuration: (asking) => json({ path: configurationAt, reader: configurationShape }, asking),
    earlier: (digest, asking) =>
      json(
        { path: `${configurationAt}/history/${encodeURIComponent(digest)}`, reader: historyDetailShape },
        asking,
      ),
    check: (body, asking) => json({ path: `${configurationAt}/check`, body, reader: checkShape }, asking),
    propose: (body, asking) =>
      json({ path: `${configurationAt}/changes`, body, reader: changeShape }, asking),
    approve: (id, body, asking) => json({ path: changeAt(id, "approve"), body, reader: changeShape }, asking),
    refuse: (id, reason, asking) => json({ path: changeAt(id, "refuse"), body: { reason } }, asking),
    withdraw: (id, asking) => json({ path: changeAt(id, "withdraw"), body: {} }, asking),
    beginPause: (body, asking) => json({ path: `${api}/pauses`, body }, asking),
    endPause: (id, asking) => json({ path: `${api}/pauses/${encodeURIComponent(id)}/end`, body: {} }, asking),
    search: (body, asking) =>
      json({ path: `${api}/audit/search`, body, reader: auditPage, withinMs: longMs }, asking),
    chain: (asking) => json({ path: `${api}/audit/chain`, reader: auditChain }, asking),
    verifyChain: (asking) => json({ path: `${api}/audit/verify`, body: {}, reader: auditChain }, asking),
    export: (body, asking) => file({ path: `${api}/audit/export`, body, withinMs: longMs }, asking),
    signOut: (asking) => json({ path: "/console/sign-out", body: {} }, asking),
  };
}

const listAt = (list: WorkListName, after: string | undefined): string =>
  `${api}/work-lists/${list}${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`;

const changeAt = (id: string, what: string): string =>
  `${configurationAt}/changes/${encodeURIComponent(id)}/${what}`;
