// nginx and HAProxy with the example configurations, between the simulator's Spine and a gateway, with mutual TLS.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, get, smuggledHeaders } from "./callers.mjs";
import { expectSame, held, notRun, programPath, run } from "./outcome.mjs";
import { freePort, startProxy, startSite } from "./proxied-site.mjs";

const examples = new URL("../../packaging/reverse-proxy/", import.meta.url);
const gatewayName = "gateway.simulator";
const spineName = "spine.simulator";
const withRecord = "9995260182";

/** Both proxies in both ways; what is not installed is named as not run. */
export async function exerciseProxies(folder) {
  const kinds = [nginxKind(folder), haproxyKind(folder)];
  const outcomes = [];
  for (const kind of kinds) {
    if (kind.program === undefined) outcomes.push(notRun(kind.name, "it is not installed here"));
    else outcomes.push(...(await passThrough(kind, folder)), ...(await terminate(kind, folder)));
  }
  return outcomes;
}

function nginxKind(folder) {
  const program = programPath("nginx");
  const module = "/usr/lib/nginx/modules/ngx_stream_module.so";
  const head = [
    ...(existsSync(module) ? [`load_module ${module};`] : []),
    `pid ${join(folder, "nginx.pid")};`,
    "events {}",
    "",
  ].join("\n");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};\n`)
    .join("");
  const start = async (text, port) => {
    const path = join(folder, "nginx.conf");
    writeFileSync(path, `${head}${text}`);
    const args = ["-p", folder, "-c", path, "-e", "stderr"];
    run(program, ["-t", ...args]);
    return startProxy(program, [...args, "-g", "daemon off;"], port);
  };
  return {
    name: "nginx",
    program,
    passThrough: (places) => start(adapted("nginx-passthrough.conf", places), places.port),
    terminate: (places) =>
      start(`http {\n${temporary}${adapted("nginx-terminator.conf", places)}\n}\n`, places.port),
  };
}

// One file holds both ways; each run has the ports of its own way, and free ones for the other.
function haproxyKind(folder) {
  const program = programPath("haproxy");
  const start = async (places) => {
    const path = join(folder, "haproxy.cfg");
    writeFileSync(path, adapted("haproxy.cfg", { ...places, otherPort: await freePort() }));
    run(program, ["-c", "-f", path]);
    return startProxy(program, ["-db", "-f", path], places.port);
  };
  return {
    name: "HAProxy",
    program,
    passThrough: (places) => start({ ...places, way: "passthrough" }),
    terminate: (places) => start({ ...places, way: "terminator" }),
  };
}

// The example as it stands, with this machine's ports, names and files in the place of the example's.
function adapted(name, { port, otherPort, way, gatewayPort, files }) {
  const [through, ended] = way === "terminator" ? [otherPort, port] : [port, otherPort];
  return readFileSync(new URL(name, examples), "utf8")
    .replaceAll("cpis.northgate.example.pem", "cpis-certificate.pem")
    .replaceAll("cpis.northgate.example.key", "cpis-key.pem")
    .replaceAll("cpis.northgate.example", gatewayName)
    .replaceAll("/etc/cpis/keys/", `${files}/`)
    .replaceAll("/var/log/nginx/", `${files}/`)
    .replaceAll("/dev/log local0", "stderr format raw local0")
    .replaceAll("10.0.0.4:443", `127.0.0.1:${through}`)
    .replaceAll("10.0.0.4:8443", `127.0.0.1:${ended}`)
    .replaceAll(/(10\.0\.0\.5|127\.0\.0\.1):8444/g, `127.0.0.1:${gatewayPort}`)
    .replaceAll(/listen(\s+)443/g, `listen$1127.0.0.1:${port}`);
}

async function passThrough(kind, folder) {
  return proxied(
    kind.passThrough,
    `${kind.name}, TLS passed through`,
    { folder },
    ({ simulator, port }, name) => {
      const caller = {
        port,
        serverName: gatewayName,
        authorityPem: simulator.authorityPem,
        request: get(gatewayName),
      };
      const { spine, foreignAuthority } = simulator.certificates;
      return [
        held(`${name}: Spine is let in by the gateway itself`, async () =>
          expectSame(await call({ ...caller, identity: spine }), [405], "answer"),
        ),
        held(`${name}: a caller without a certificate is refused`, async () => refused(await call(caller))),
        held(`${name}: a caller of another authority is refused`, async () =>
          refused(await call({ ...caller, identity: await foreignAuthority.issue({ names: [spineName] }) })),
        ),
        held(`${name}: a name that the example does not know leads nowhere`, async () =>
          refused(await call({ ...caller, identity: spine, serverName: "other.example" })),
        ),
      ];
    },
  );
}

async function terminate(kind, folder) {
  const listener = { tlsTerminator: { verifiedSubjectHeader: "x-verified-subject" } };
  const site = { folder, listener };
  return proxied(kind.terminate, `${kind.name}, TLS ended there`, site, async ({ simulator, port }, name) => {
    const caller = {
      port,
      serverName: gatewayName,
      authorityPem: simulator.authorityPem,
      request: get(gatewayName),
    };
    const { authority, foreignAuthority, spine } = simulator.certificates;
    const supplier = await authority.issue({ names: ["supplier.example"] });
    const posing = await authority.issue({ names: [`supplier.example\\,CN\\=${spineName}`] });
    const stranger = await foreignAuthority.issue({ names: [spineName] });
    return [
      held(`${name}: Spine is let in, by the subject that the proxy verified`, async () =>
        expectSame(await call({ ...caller, identity: spine }), [405], "answer"),
      ),
      held(`${name}: a caller without a certificate is refused`, async () => refused(await call(caller))),
      held(`${name}: a caller of another authority is refused`, async () =>
        refused(await call({ ...caller, identity: stranger })),
      ),
      held(`${name}: another supplier of the same authority is refused`, async () =>
        refused(await call({ ...caller, identity: supplier })),
      ),
      held(`${name}: a supplier whose name contains Spine's is refused`, async () =>
        refused(await call({ ...caller, identity: posing })),
      ),
      ...Object.entries(smuggledHeaders(gatewayName, `CN=${spineName}`)).map(([how, request]) =>
        held(`${name}: ${how} does not make another supplier Spine`, async () =>
          refused(await call({ ...caller, identity: supplier, request })),
        ),
      ),
    ];
  });
}

// A whole check first, with Spine's answer through the proxy; then whom the proxy lets through.
async function proxied(start, name, { folder, listener }, callers) {
  const site = await startSite(folder, listener);
  const port = await freePort();
  let proxy;
  try {
    writeFiles(folder, site.simulator);
    const whole = await held(`${name}: a check is answered through it`, async () => {
      proxy = await start({ port, gatewayPort: site.port, files: folder });
      site.simulator.listenerTarget = { url: `https://127.0.0.1:${port}`, serverName: gatewayName };
      expectSame((await site.ask(withRecord)).outcome, "record", "outcome");
    });
    if (whole.result === "failed") return [whole];
    return [whole, ...(await Promise.all(await callers({ simulator: site.simulator, port }, name)))];
  } finally {
    await proxy?.stop();
    await site.stop();
  }
}

function writeFiles(folder, { gatewayIdentity: { key, certificate }, authorityPem }) {
  const files = {
    "cpis-key.pem": key,
    "cpis-certificate.pem": certificate,
    "cpis-with-key.pem": `${certificate}\n${key}\n`,
    "spine-authorities.pem": authorityPem,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
}

// 405 is the gateway's word to Spine alone: any other answer, or none, is a refusal.
function refused(answer) {
  if (Array.isArray(answer) && answer.some((status) => status === 405 || status < 400)) {
    throw new Error(`it was let in: ${answer.join(", ")}`);
  }
  return Array.isArray(answer) ? answer.join(", ") : answer;
}
