/** What a client asks MESH to do. */
export type MeshOperation =
  "handshake" | "list" | "download" | "acknowledge" | "send" | "send-chunk" | "track" | "look-up" | "count";

/** Everything that can be made to go wrong with MESH, by name. */
export type MeshFaultName =
  /** 403, as for a wrong password, key, clock or certificate. */
  | "wrong-password"
  /** 403 with nothing in it. */
  | "forbidden"
  /** 500 with a page of HTML. */
  | "server-error"
  /** 502 with a page of HTML. */
  | "bad-gateway"
  /** 503 with Retry-After. */
  | "unavailable"
  /** 429 with Retry-After. */
  | "busy"
  /** Half of the answer, and then nothing. */
  | "stalled-download"
  /** Half of the answer, and then the connection is cut. */
  | "cut-download"
  /** Every piece of a message but the first is missing. */
  | "chunk-missing"
  /** The content is labelled gzip and is none. */
  | "not-gzip"
  /** The content is labelled gzip and ends in the middle. */
  | "truncated-gzip"
  /** The connection is cut before the request is looked at. */
  | "reset-before-accept"
  /** The request is done, and the connection is cut instead of an answer. */
  | "reset-after-accept"
  /** The request is done, and no answer ever comes. */
  | "no-answer"
  /** The listing is a page of HTML with status 200. */
  | "listing-not-json"
  /** The listing's link to the next page leads to another host. */
  | "foreign-next-link"
  /** An empty page of the listing with a link to the next, as a filter may cause. */
  | "empty-page-first"
  /** MESH shows an expired certificate. Applies to every new connection. */
  | "expired-certificate";

/** How long a fault lasts, and which requests it meets. */
export interface FaultScope {
  /** So many requests; without it until cleared. */
  readonly times?: number;
  readonly operation?: MeshOperation;
}

/** The faults in force. */
export interface MeshFaults {
  set(name: MeshFaultName, scope?: FaultScope): void;
  clear(): void;
}

/** The faults with the server's side of them. */
export interface MeshFaultStore extends MeshFaults {
  /** The fault a request meets, counted as one of its times. */
  readonly take: (operation: MeshOperation) => MeshFaultName | undefined;
}

// A fault about downloads says nothing about a request to send.
const natural: Partial<Record<MeshFaultName, readonly MeshOperation[]>> = {
  "stalled-download": ["download"],
  "cut-download": ["download"],
  "chunk-missing": ["download"],
  "not-gzip": ["download"],
  "truncated-gzip": ["download"],
  "listing-not-json": ["list"],
  "foreign-next-link": ["list"],
  "empty-page-first": ["list"],
  "expired-certificate": [],
};

/** No faults. `onChange` runs after every change, with the names in force. */
export function createMeshFaults(onChange: (names: readonly MeshFaultName[]) => void): MeshFaultStore {
  let faults: { readonly name: MeshFaultName; readonly operation?: MeshOperation; left: number }[] = [];
  const changed = (): void => {
    onChange(faults.map(({ name }) => name));
  };
  return {
    set: (name, { times = Infinity, operation } = {}) => {
      faults.push({ name, left: times, ...(operation === undefined ? {} : { operation }) });
      changed();
    },
    clear: () => {
      faults = [];
      changed();
    },
    take: (operation) => {
      const fault = faults.find(
        (each) =>
          (each.operation ?? operation) === operation && (natural[each.name]?.includes(operation) ?? true),
      );
      if (fault === undefined) return undefined;
      fault.left -= 1;
      faults = faults.filter(({ left }) => left > 0);
      return fault.name;
    },
  };
}
