import type { Page } from "playwright-core";

/** What the simulated shell holds in its page, as WebView2 holds it in the shell's own process. */
export interface ShellWindow {
  readonly shell: {
    readonly heard: { readonly kind?: string; readonly type?: string; readonly code?: string }[];
    /** PostWebMessageAsJson of the shell. */
    say(message: unknown): void;
    /** Whether the shell answers offers, pings and token requests. */
    isMute: boolean;
    token: string;
  };
}

/** Makes a page one that a desktop shell shows: `chrome.webview` is there before any script runs. */
export async function becomeDesktopShell(page: Page, token: string): Promise<void> {
  await page.addInitScript((given) => {
    const listeners = new Set<(event: { readonly data: unknown }) => void>();
    const say = (message: unknown): void => {
      // What crosses the boundary of a process is JSON.
      const data: unknown = JSON.parse(JSON.stringify(message));
      for (const listener of [...listeners]) listener({ data });
    };
    const shell: ShellWindow["shell"] = { heard: [], say, isMute: false, token: given };
    const answer = (data: { type?: string; nonce?: string; kind?: string; id?: number }): void => {
      if (data.type === "cpis:hello") say({ type: "cpis:connect", v: 1, nonce: data.nonce });
      if (data.kind === "token-request") say({ kind: "token", id: data.id, token: shell.token });
      if (data.kind === "ready") setInterval(() => shell.isMute || say({ kind: "ping", n: 1 }), 300);
    };
    const webview = {
      postMessage(message: object) {
        shell.heard.push(message);
        if (!shell.isMute) setTimeout(() => answer(message), 0);
      },
      addEventListener: (_type: "message", listener: (event: { readonly data: unknown }) => void) =>
        void listeners.add(listener),
      removeEventListener: (_type: "message", listener: (event: { readonly data: unknown }) => void) =>
        void listeners.delete(listener),
    };
    Object.assign(window, { shell });
    Object.defineProperty(window, "chrome", { value: { webview }, configurable: true });
  }, token);
}
