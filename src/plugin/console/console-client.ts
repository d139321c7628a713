import type {
  ConsoleApproval,
  ConsoleAuditChain,
  ConsoleAuditExport,
  ConsoleAuditPage,
  ConsoleAuditSearch,
  ConsoleChange,
  ConsoleCheck,
  ConsoleConfiguration,
  ConsoleMe,
  ConsoleOverview,
  ConsolePauseRequest,
  ConsolePreview,
  ConsoleProposal,
  ConsoleWorkList,
  WorkListName,
} from "../../contract/console.js";
import { CpisError } from "../../errors/cpis-error.js";
import { refusalOf, unreachable } from "../gateway-errors.js";
import { within } from "../pause.js";

/** How one request is made. */
export interface Asking {
  readonly signal: AbortSignal;
  /** The page asks by itself: it keeps nobody signed in. */
  readonly background?: boolean;
}

/** What the console's page asks of its gateway. Every method throws a `CpisError`. */
export interface ConsoleClient {
  me(asking: Asking): Promise<ConsoleMe>;
  overview(asking: Asking): Promise<ConsoleOverview>;
  /** `after` is what the page before gave as its `next`. */
  workList(list: WorkListName, after: string | undefined, asking: Asking): Promise<ConsoleWorkList>;
  preview(asking: Asking): Promise<ConsolePreview>;
  configuration(asking: Asking): Promise<ConsoleConfiguration>;
  check(
    body: { readonly source: string } | { readonly digest: string },
    asking: Asking,
  ): Promise<ConsoleCheck>;
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

/** Whatever has not answered by then has not answered; an export may take longer. */
const answerWithinMs = 20_000;
const exportWithinMs = 120_000;

const api = "/api/v1/console";

/** The client over HTTP, for the origin that the page came from. No address holds anything about a patient. */
export function createConsoleClient(): ConsoleClient {
  let csrfToken = "";
  const send = async (path: string, body: object | undefined, asking: Asking): Promise<Response> => {
    const response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(asking.background === true ? { "x-cpis-background": "1" } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json", "x-cpis-csrf": csrfToken }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: asking.signal,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    if (response.ok) return response;
    throw await refusalOf(response);
  };
  const json = <T>(path: string, asking: Asking, body?: object): Promise<T> =>
    inTime(asking, answerWithinMs, async (limited) => {
      const response = await send(path, body, limited);
      if (response.status === 204) return undefined as T;
      // A proxy's own page is no answer of the gateway.
      if (response.headers.get("content-type")?.includes("json") !== true) throw unreachable();
      return response.json() as Promise<T>;
    });
  const change = (id: string, what: string): string =>
    `${api}/configuration/changes/${encodeURIComponent(id)}/${what}`;
  return {
    async me(asking) {
      const me = await json<ConsoleMe>(`${api}/me`, asking);
      csrfToken = me.csrfToken;
      return me;
    },
    overview: (asking) => json(`${api}/overview`, asking),
    workList: (list, after, asking) =>
      json(
        `${api}/work-lists/${list}${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`,
        asking,
      ),
    preview: (asking) => json(`${api}/preview`, asking),
    configuration: (asking) => json(`${api}/configuration`, asking),
    check: (body, asking) => json(`${api}/configuration/check`, asking, body),
    propose: (proposal, asking) => json(`${api}/configuration/changes`, asking, proposal),
    approve: (id, approval, asking) => json(change(id, "approve"), asking, approval),
    refuse: (id, reason, asking) => json(change(id, "refuse"), asking, { reason }),
    withdraw: (id, asking) => json(change(id, "withdraw"), asking, {}),
    beginPause: (pause, asking) => json(`${api}/pauses`, asking, pause),
    endPause: (id, asking) => json(`${api}/pauses/${encodeURIComponent(id)}/end`, asking, {}),
    search: (search, asking) => json(`${api}/audit/search`, asking, search),
    chain: (asking) => json(`${api}/audit/chain`, asking),
    verifyChain: (asking) => json(`${api}/audit/verify`, asking, {}),
    export: (wanted, asking) =>
      inTime(asking, exportWithinMs, async (limited) =>
        (await send(`${api}/audit/export`, wanted, limited)).blob(),
      ),
    signOut: (asking) => json("/console/sign-out", asking, {}),
  };
}

/** Ends with the caller's signal or after the time; a broken connection becomes its own error. */
async function inTime<T>(
  { signal: outer, ...asking }: Asking,
  ms: number,
  work: (asking: Asking) => Promise<T>,
): Promise<T> {
  const { signal, end } = within(outer);
  const timer = setTimeout(end, ms);
  try {
    return await work({ ...asking, signal });
  } catch (error) {
    throw CpisError.is(error) ? error : unreachable(error);
  } finally {
    clearTimeout(timer);
  }
}
