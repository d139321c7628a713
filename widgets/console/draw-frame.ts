import { html, nothing, type TemplateResult } from "lit/html.js";
import { consoleRibbon } from "../../src/domain/console-ribbon.js";
import type { ConsoleFrame } from "../../src/domain/console-view.js";
import type { Environment } from "../../src/domain/environment.js";
import type { ConsoleHost } from "./console-host.js";

/** Ribbon, name, pages and person: the same around every page (ui 6). */
export function drawFrame(frame: ConsoleFrame, host: ConsoleHost): TemplateResult {
  const skip = (event: Event): void => {
    event.preventDefault();
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
    root.querySelector<HTMLElement>("h1")?.focus();
  };
  return html`<header>
    <a class="skip" href="#main" @click=${skip}>Skip to the page</a>
    ${drawRibbon(frame.environment)}
    <div class="bar">
      <p class="site">CP-IS console, ${frame.siteName}</p>
      ${drawPages(frame)}
      <div class="who">
        <span>${frame.person}</span>
        <span class="nb">${frame.readAt}</span>
        <button
          class="quiet"
          @click=${() => {
            host.act({ kind: "sign-out" });
          }}
        >
          Sign out
        </button>
      </div>
    </div>
    <div class="strips" role="status">
      ${frame.strips.map((line) => html`<p class="strip attention">${line}</p>`)}
      ${frame.ending ? drawEnding(frame.ending, host) : nothing}
    </div>
  </header>`;
}

/** The header of a page that has no frame: whoever is not signed in must see as well that a site is not live (H-32). */
export const drawBareHeader = (environment: string | null): TemplateResult =>
  html`<header>${isEnvironment(environment) ? drawRibbon(environment) : nothing}</header>`;

const drawRibbon = (environment: Environment): TemplateResult | typeof nothing => {
  const ribbon = consoleRibbon[environment];
  return ribbon === "" ? nothing : html`<p class="ribbon">${ribbon}</p>`;
};

const isEnvironment = (text: string | null): text is Environment =>
  text !== null && Object.hasOwn(consoleRibbon, text);

const drawPages = ({ pages, current }: ConsoleFrame): TemplateResult =>
  html`<nav aria-label="Pages">
    <ul>
      ${pages.map(
        ({ name, label }) =>
          html`<li>
            <a href="#/${name}" aria-current=${name === current ? "page" : nothing}>${label}</a>
          </li>`,
      )}
    </ul>
  </nav>`;

const drawEnding = (
  { text, mayStay }: NonNullable<ConsoleFrame["ending"]>,
  host: ConsoleHost,
): TemplateResult =>
  html`<p class="strip attention">
    ${text}
    ${
      mayStay
        ? html`<button
            class="small-button"
            @click=${() => {
              host.act({ kind: "stay" });
            }}
          >
            Stay signed in
          </button>`
        : nothing
    }
  </p>`;
