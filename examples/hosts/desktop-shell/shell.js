/**
 * A shell that is made up: on a desk the two functions of the bridge lead into another process, and what crosses is JSON.
 *
 * `say` is the shell's PostWebMessageAsJson; `received` is its WebMessageReceived.
 */
export function createShell({ getToken, contextNow }) {
  const listeners = new Set();
  let seq = 0;
  const say = (message) => {
    const data = JSON.parse(JSON.stringify(message));
    for (const listener of [...listeners]) listener({ data });
  };
  const tellContext = () => {
    seq += 1;
    const patient = contextNow();
    if (patient === null) say({ kind: "context-close", seq });
    else {
      const { encounterId, ...rest } = patient;
      say({ kind: "context-open", seq, patient: rest, encounter: { id: encounterId } });
    }
  };
  const received = async (message) => {
    if (message.type === "cpis:hello") say({ type: "cpis:connect", v: 1, nonce: message.nonce });
    if (message.kind === "ready") {
      seq = 0;
      setInterval(() => say({ kind: "ping", n: 1 }), message.pingEveryMs);
    }
    if (message.kind === "ready" || message.kind === "context-request") tellContext();
    if (message.kind === "token-request") say({ kind: "token", id: message.id, token: await getToken() });
  };
  return {
    tellContext,
    bridge: {
      postMessage: (message) => queueMicrotask(() => received(JSON.parse(JSON.stringify(message)))),
      addEventListener: (_type, listener) => listeners.add(listener),
      removeEventListener: (_type, listener) => listeners.delete(listener),
    },
  };
}
