async function read(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** What the council's page must know: its gateway and its users. */
export const loadSite = () => read("/demo/council/site");

/** A short-lived token for a user, from the council's own server. It is held in memory only, never in an address. */
export async function fetchToken(userId) {
  const body = JSON.stringify({ userId });
  const headers = { "content-type": "application/json" };
  const { token } = await read("/demo/council/token", { method: "POST", headers, body });
  return token;
}

/** What the case system itself asks of its CP-IS gateway: it holds the cases, and tells the gateway of every change. */
export function createCaseClient(gatewayUrl, userId) {
  const ask = async (path, method = "GET", body) => {
    const response = await fetch(`${gatewayUrl}/api/v1/cases${path}`, {
      method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${await fetchToken(userId)}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      cache: "no-store",
      credentials: "omit",
    });
    const answer = await response.json();
    if (response.ok) return answer;
    const faults = (answer.issues ?? []).map(({ path: place, message }) => `${place} ${message}`);
    throw new Error(faults.length > 0 ? faults.join("; ") : answer.title);
  };
  return {
    list: () => ask("?limit=500"),
    read: (localId) => ask(`/${encodeURIComponent(localId)}`),
    save: (localId, draft) => ask(`/${encodeURIComponent(localId)}`, "PUT", draft),
  };
}

/** What the case system holds of its own: chronology, people, documents. */
export function createFileClient(userId) {
  const at = (localId) => `/demo/council/files/${encodeURIComponent(localId)}?user=${userId}`;
  const headers = { "content-type": "application/json" };
  return {
    read: (localId) => read(at(localId)),
    add: (localId, entry) => read(at(localId), { method: "POST", headers, body: JSON.stringify(entry) }),
  };
}

/** A case as it was read, in the form in which it is saved. */
export function draftOf(view) {
  const { child, mother, dueDate, statuses, worker, teamId, adoptedOn } = view;
  return Object.fromEntries(
    Object.entries({ child, mother, dueDate, statuses, worker, teamId, adoptedOn }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
