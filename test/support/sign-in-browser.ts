/** A browser as far as signing in needs one: it keeps cookies by host and port, and follows nobody by itself. */
export interface SignInBrowser {
  get(address: string | URL, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(
    address: string | URL,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** The value of a cookie, for a test that looks at it or plants one. */
  readonly cookies: Map<string, string>;
}

export function createSignInBrowser(): SignInBrowser {
  const cookies = new Map<string, string>();
  const send = async (address: string | URL, init: RequestInit): Promise<Response> => {
    const { host } = new URL(address);
    const own = [...cookies].filter(([key]) => key.startsWith(`${host} `));
    const cookie = own.map(([key, value]) => `${key.slice(host.length + 1)}=${value}`).join("; ");
    const headers = { ...(cookie === "" ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(address, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) keep(cookies, host, line);
    return answer;
  };
  return {
    cookies,
    get: (address, headers = {}) => send(address, { headers }),
    post: (address, form, headers = {}) =>
      send(address, { method: "POST", body: new URLSearchParams(form), headers }),
  };
}

function keep(cookies: Map<string, string>, host: string, line: string): void {
  const [pair = ""] = line.split(";");
  const name = pair.slice(0, pair.indexOf("="));
  const value = pair.slice(pair.indexOf("=") + 1);
  if (/max-age=0/i.test(line)) cookies.delete(`${host} ${name}`);
  else cookies.set(`${host} ${name}`, value);
}

/** Where an answer sends the browser. */
export function locationOf(answer: Response): string {
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`no redirect but ${String(answer.status)}`);
  return new URL(location, answer.url).href;
}

/** Says at the simulated provider who one is; returns the address at which the gateway is come back to. */
export async function choosePerson(
  browser: SignInBrowser,
  providerAddress: string,
  personId: string,
): Promise<string> {
  const page = await browser.get(providerAddress);
  if (page.status === 303) return locationOf(page);
  const request = /name="request" value="([0-9a-f]+)"/.exec(await page.text())?.[1];
  if (request === undefined) throw new Error(`the provider refused the request: ${String(page.status)}`);
  return locationOf(await browser.post(new URL("/choose", providerAddress), { request, person: personId }));
}
