import { ContainerModule } from "inversify";
import { afterAll, afterEach, beforeAll } from "vitest";
import type { ConsolePlan } from "../../../src/config/console-plan.js";
import type { HostedPlan } from "../../../src/config/hosted-plan.js";
import { consoleRoles } from "../../../src/domain/console-role.js";
import type { AuditRecord, SignInAction } from "../../../src/ports/audit.js";
import { Clock, Logger, type LogFields } from "../../../src/ports/runtime.js";
import {
  createOpenIdProvider,
  simulatorClientSecret,
  type OpenIdProvider,
} from "../../../src/simulator/sign-in/openid-provider.js";
import { simulatorJobRoleCodes } from "../../../src/simulator/sign-in/sign-in-people.js";
import { freePort } from "../../support/free-port.js";
import {
  choosePerson,
  createSignInBrowser,
  locationOf,
  type SignInBrowser,
} from "../../support/sign-in-browser.js";
import { startConsoleBench, type ConsoleBench } from "./support.js";

/** A gateway with a console whose people sign in at the simulator's provider. */
export interface SignInBench {
  readonly provider: OpenIdProvider;
  readonly gateway: ConsoleBench;
  /** Lines of the gateway's log. */
  readonly logged: { readonly event: string; readonly fields?: LogFields }[];
  /** Moves the gateway's clock. */
  offset: number;
  at(path: string): string;
  /** Goes to the provider and back; `answer` is what the gateway says then. */
  signIn(person: string, browser?: SignInBrowser, path?: string): Promise<SignedIn>;
  me(browser: SignInBrowser): Promise<Record<string, unknown>>;
  lastAudit(action: SignInAction): Promise<AuditRecord | undefined>;
}

export interface SignedIn {
  readonly browser: SignInBrowser;
  readonly begun: Response;
  readonly returned: string;
  readonly answer: Response;
}

const roles = consoleRoles.map((role) => ({
  role,
  activityCodes: [],
  jobRoleCodes: [simulatorJobRoleCodes[role]],
}));

/** Starts both before the tests of a file and stops them after. */
export function useSignInBench(hosted?: HostedPlan): SignInBench {
  let provider: OpenIdProvider;
  let gateway: ConsoleBench;
  let origin: string;
  const bench: SignInBench = {
    get provider() {
      return provider;
    },
    get gateway() {
      return gateway;
    },
    logged: [],
    offset: 0,
    at: (path) => `${origin}${path}`,
    async signIn(person, browser = createSignInBrowser(), path = "/console/sign-in") {
      const begun = await browser.get(bench.at(path));
      const returned = await choosePerson(browser, locationOf(begun), person);
      return { browser, begun, returned, answer: await browser.get(returned) };
    },
    async me(browser) {
      return (await (await browser.get(bench.at("/api/v1/console/me"))).json()) as Record<string, unknown>;
    },
    lastAudit: async (action) => (await gateway.audit({ action })).at(-1),
  };
  beforeAll(async () => {
    provider = await createOpenIdProvider();
    const { issuer } = await provider.start();
    ({ gateway, origin } = await startSignInGateway(provider, { issuer }, bench, hosted));
  });
  afterEach(() => {
    provider.fault = undefined;
    bench.offset = 0;
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
  });
  return bench;
}

/** A gateway of its own, with what a test changes of how it signs in. */
export async function startSignInGateway(
  provider: OpenIdProvider,
  signIn: Partial<ConsolePlan["signIn"]> & { readonly issuer: string },
  watched: Pick<SignInBench, "logged" | "offset">,
  hosted?: HostedPlan,
): Promise<{ readonly gateway: ConsoleBench; readonly origin: string }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${String(port)}`;
  const standing = {
    clientId: provider.clientId,
    credential: { kind: "secret", secret: simulatorClientSecret },
    level: "AAL3",
    scope: "openid profile nhsperson nationalrbacaccess associatedorgs",
    clockToleranceSeconds: 30,
  } as const;
  const overrides = new ContainerModule(({ rebind }) => {
    const line = (event: string, fields?: LogFields): void => {
      watched.logged.push({ event, ...(fields === undefined ? {} : { fields }) });
    };
    rebind(Logger).toConstantValue({ info: line, warn: line, error: line });
    rebind(Clock).toConstantValue({ now: () => Date.now() + watched.offset });
  });
  const gateway = await startConsoleBench({
    console: { origin, roles, organisations: ["ZZ9A1", "ZZL01"], signIn: { ...standing, ...signIn } },
    plan: { http: { port } },
    overrides: [overrides],
    ...(hosted === undefined ? {} : { hosted }),
  });
  return { gateway, origin };
}

/** An answer's status and the code that it names. */
export async function codeIn(answer: Response): Promise<string> {
  const code = /CPIS_[A-Z_]+/.exec(await answer.text())?.[0] ?? "";
  return `${String(answer.status)} ${code}`.trim();
}
