// Callers of a TLS endpoint as an attacker or Spine would be: raw bytes, so that no library puts a header right.
import { connect } from "node:tls";

/** How a caller's request ended: the status lines it was answered with, or why there was none. */
export function call({ port, serverName, identity, authorityPem, request }) {
  return new Promise((resolve) => {
    const socket = connect({
      host: "127.0.0.1",
      port,
      servername: serverName,
      ca: authorityPem,
      ...(identity === undefined ? {} : { key: identity.key, cert: identity.certificate }),
    });
    let answer = "";
    const done = (why) => {
      socket.destroy();
      const statuses = [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
      resolve(statuses.length > 0 ? statuses : why);
    };
    socket.setTimeout(4000, () => done("no answer"));
    socket.on("secureConnect", () => socket.write(request));
    socket.on("data", (part) => (answer += part.toString("latin1")));
    socket.on("error", (error) => done(error.code ?? "error"));
    socket.on("close", () => done("closed"));
  });
}

/** An empty GET: whom the gateway's listener lets in is told 405 (it takes POST only), anybody else 403. */
export function get(host, headers = []) {
  return ["GET / HTTP/1.1", `Host: ${host}`, ...headers, "Connection: close", "", ""].join("\r\n");
}

/** Requests by which a caller says of himself what only the terminator may say. */
export function smuggledHeaders(host, subject) {
  const claim = `X-Verified-Subject: ${subject}`;
  const hidden = `GET / HTTP/1.1\r\nHost: ${host}\r\n${claim}\r\n\r\n`;
  const post = `POST / HTTP/1.1\r\nHost: ${host}`;
  return {
    "the header itself": get(host, [claim]),
    "the header in other letters": get(host, [claim.toLowerCase()]),
    "the header twice": get(host, [claim, claim]),
    "the header with a space before its colon": get(host, [claim.replace(":", " :")]),
    "the header with underscores": get(host, [claim.replaceAll("-", "_")]),
    "the header behind a folded line": get(host, [`X-Other: a\r\n ${claim}`]),
    "the header named as one to be dropped": get(host, ["Connection: X-Verified-Subject", claim]),
    "a second request behind a length that says less": `${post}\r\nContent-Length: 0\r\n\r\n${hidden}`,
    "a second request behind two lengths": `${post}\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    "a second request behind length and chunks": `${post}\r\nContent-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
  };
}
