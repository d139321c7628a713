import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ContainerModule } from "inversify";
import { parse } from "yaml";
import { letTakeEffect } from "../../src/cli/config/let-take-effect.js";
import { loadConfigFile } from "../../src/config/load-config.js";
import type { ConsoleRole } from "../../src/domain/console-role.js";
import { createGateway, type Gateway } from "../../src/gateway/create-gateway.js";
import type { StartedFrom } from "../../src/gateway/configuration/started-from.js";
import { EmbedFolder } from "../../src/gateway/hosted/hosted.module.js";
import { AuditTrail, type AuditFilter, type AuditRecord } from "../../src/ports/audit.js";
import { Clock } from "../../src/ports/runtime.js";
import { locationPapers, makeCertificate } from "./config.js";
import { testSessions, type TestSession } from "./console-session.js";
import { createTokenMint, nurse } from "./gateway-plan.js";

/** A gateway that was started from a file, with a console; everything on disk is its own. */
export interface ConfiguredSite {
  readonly folder: string;
  readonly file: string;
  /** The text that stands in the file. */
  text(): string;
  /** That text with a change, as an administrator would write it. */
  edited(edit: (config: SiteConfig) => void): string;
  /** Puts a text into the file as an editor does. */
  save(text: string): void;
  start(): Promise<StartedSite>;
  remove(): void;
}

/** A started gateway of such a site. */
export interface StartedSite {
  readonly gateway: Gateway;
  readonly apiUrl: string;
  /** Somebody who is signed in; two names are two people. */
  signIn(name: string, roles: ConsoleRole | readonly ConsoleRole[], userId?: string): TestSession;
  audit(filter?: AuditFilter): Promise<readonly AuditRecord[]>;
  call<T = object>(path: string, who: TestSession, body?: unknown): Promise<Answer<T>>;
  asNurse<T = object>(path: string, body?: unknown): Promise<Answer<T>>;
  /** The gateway's clock moves on. */
  pass(ms: number): void;
  stop(): Promise<void>;
}

/** An answer with its JSON, or with the problem in its place. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly code?: string; readonly issues?: readonly { readonly path: string }[] };
}

/** What tests change in the file. */
export interface SiteConfig {
  environment: string;
  locations: { id: string; name: string; accessMode: string; enabled?: boolean; discreet?: boolean }[];
  eligibility?: Record<string, unknown>;
  identity: Record<string, unknown>;
  limits?: Record<string, unknown>;
  lookups?: Record<string, unknown>;
  spine: Record<string, unknown>;
  http: Record<string, unknown>;
  hosted?: Record<string, unknown>;
  store: Record<string, unknown>;
  contacts: Record<string, unknown>;
  alarms?: Record<string, unknown>;
  administrators?: Record<string, unknown>[];
  console: { roles: Record<string, unknown>[] } & Record<string, unknown>;
  logLevel: string;
}

const origin = "http://127.0.0.1:8460";

export async function createConfiguredSite(
  environment: "integration" | "simulator" = "integration",
): Promise<ConfiguredSite> {
  const folder = mkdtempSync(join(tmpdir(), "cpis-live-"));
  const file = join(folder, "cpis.yaml");
  const mint = await createTokenMint();
  const day = 86_400_000;
  const { key, certificate } = await makeCertificate(
    new Date(Date.now() - day),
    new Date(Date.now() + 300 * day),
  );
  const files = {
    "gateway.key": key,
    "gateway.pem": certificate,
    "sealing.key": Buffer.alloc(32, 9).toString("base64"),
    "client.secret": "a secret of tests only",
    "keys.json": JSON.stringify(mint.jwks),
    "cpis.yaml": `# The site of a test\n${JSON.stringify(siteConfig(environment), null, 2)}\n`,
  };
  mkdirSync(join(folder, "embed"));
  for (const name of ["cpis-message-port.js", "cpis-webview.js", "cpis-console.js"])
    writeFileSync(join(folder, "embed", name), "export {};\n");
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o640 });
  const text = (): string => readFileSync(file, "utf8");
  const variables = {};
  return {
    folder,
    file,
    text,
    edited(edit) {
      const config = parse(text()) as SiteConfig;
      edit(config);
      return `# The site of a test\n${JSON.stringify(config, null, 2)}\n`;
    },
    save(next) {
      writeFileSync(`${file}.new`, next, { mode: 0o640 });
      renameSync(`${file}.new`, file);
    },
    async start() {
      const loaded = loadConfigFile(file, variables, Date.now());
      await letTakeEffect(file, loaded, Date.now());
      return startSite({ file, variables, loaded }, mint);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function startSite(
  startedFrom: StartedFrom,
  mint: Awaited<ReturnType<typeof createTokenMint>>,
): Promise<StartedSite> {
  let trail: AuditTrail | undefined;
  let passed = 0;
  const ours = new ContainerModule(({ onActivation, rebind }) => {
    onActivation(AuditTrail, (_context, activated) => (trail = activated));
    rebind(EmbedFolder).toConstantValue(join(dirname(startedFrom.file), "embed"));
    rebind(Clock).toConstantValue({ now: () => Date.now() + passed });
  });
  const sessions = testSessions(startedFrom.loaded.plan.console);
  const gateway = await createGateway(startedFrom.loaded.plan, [sessions.module, ours], startedFrom);
  const { apiUrl } = await gateway.start();
  const ask = async <T>(
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Answer<T>> => {
    const init = {
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    };
    const response = await fetch(new URL(path, apiUrl), init);
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text === "" ? "{}" : text) as Answer<T>["body"] };
  };
  return {
    gateway,
    apiUrl,
    signIn: (name, roles, userId = `user-${name}`) => sessions.open(roles, { name, userId, steppedUp: true }),
    audit: async (filter = {}) => (await trail?.read({ limit: 10_000, ...filter })) ?? [],
    call: (path, who, body) =>
      ask(`/api/v1/console/${path}`, body === undefined ? who.reading : who.changing, body),
    asNurse: async (path, body) =>
      ask(path, { authorization: `Bearer ${await mint.token(nurse, { expiresIn: 30 * 86_400 })}` }, body),
    pass: (ms) => (passed += ms),
    stop: () => gateway.stop(),
  };
}

function siteConfig(environment: string): SiteConfig {
  return {
    environment,
    locations: [
      { id: "ed", name: "Emergency department", accessMode: "unscheduled", ...locationPapers },
      { id: "ward", name: "Children's ward", accessMode: "unscheduled", ...locationPapers },
    ],
    identity: {
      audience: "cpis-gateway",
      issuer: "https://epr.northgate.example",
      trustedKeys: { file: "keys.json" },
      nominatedPerson: {
        given: "Ruth",
        family: "Abara",
        jobRoleCode: "R8001",
        jobRoleName: "Named nurse for safeguarding children",
      },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
    },
    spine: {
      endpoint: "https://127.0.0.1:9/reliablemessaging/queryrequest",
      serverName: "gateway.cpis.test",
      contract: { pattern: "express", cpaId: "S20001A000182" },
      ownPartyKey: "ZZ9A1-000001",
      spinePartyKey: "YES-0000806",
      ownAsid: "200000000011",
      spineAsid: "200000000012",
      tls: {
        key: { file: "gateway.key" },
        certificate: { file: "gateway.pem" },
        authorities: { file: "gateway.pem" },
      },
      listener: { host: "127.0.0.1", port: 0, allowedSubjects: ["gateway.cpis.test"] },
      silentReadForm: "nested",
      noRecordCodes: [{ code: "NRF-1", codeSystem: "2.999.7" }],
    },
    http: { port: 0, allowedOrigins: ["https://epr.northgate.example"] },
    hosted: { hostOrigins: ["https://epr.northgate.example"] },
    store: { file: "store.sqlite", sealingKey: { file: "sealing.key" } },
    contacts: { safeguardingTelephone: "01632 960155" },
    console: {
      origin,
      signIn: {
        issuer: "https://127.0.0.1:9",
        clientId: "cpis-gateway",
        clientSecret: { file: "client.secret" },
      },
      roles: [{ role: "administrator", jobRoleCodes: ["R8006"] }],
    },
    logLevel: "silent",
  };
}
