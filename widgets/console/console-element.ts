import { html, render } from "lit/html.js";
import type { ConsoleAct } from "../../src/domain/console-act.js";
import type { ConsoleView } from "../../src/domain/console-view.js";
import { adoptStyles } from "../alert-styles.js";
import { keepFocus } from "../panel/keep-focus.js";
import type { ConsoleDrafts, ConsoleHost } from "./console-host.js";
import { consoleStyles } from "./console-styles.js";
import { drawBareHeader, drawFrame } from "./draw-frame.js";
import { drawPage, pageKey } from "./draw-page.js";
import { firstChoice } from "./preview-choice.js";

const noDrafts: ConsoleDrafts = {
  ticks: {},
  refusing: undefined,
  open: undefined,
  preview: firstChoice,
  scope: "",
  missing: undefined,
};

/**
 * The administrators' console. It draws what it is given and says what was pressed; it asks nobody.
 *
 * @attr environment - `simulator`, `integration` or `production`, for the ribbon while nobody is signed in
 * @fires cpis-console-act - a person pressed something; the detail is a `ConsoleAct`
 * @cssprop --cpis-text-size - text size of the whole console
 */
export class CpisConsole extends HTMLElement {
  readonly #root = this.attachShadow({ mode: "open" });
  #view: ConsoleView = { page: { kind: "loading" } };
  #hasShown = false;
  #done = 0;
  #drafts = noDrafts;

  readonly #host: ConsoleHost = this.#createHost();

  constructor() {
    super();
    adoptStyles(this.#root, consoleStyles);
  }

  /** What to draw. Another page forgets what was open or ticked, and takes the focus to its heading. */
  get view(): ConsoleView {
    return this.#view;
  }

  set view(view: ConsoleView) {
    const before = this.#view;
    this.#view = view;
    const isOther = pageKey(view.page) !== pageKey(before.page);
    const isDone = view.note !== before.note && view.note?.isRefusal === false;
    if (isDone) this.#done += 1;
    if (isOther || isDone || view.resumed !== before.resumed)
      this.#drafts = { ...draftsOf(view), preview: this.#drafts.preview };
    this.#draw();
    // Whoever has just come to the page is at its top already.
    if (isOther && this.#hasShown) this.#root.querySelector<HTMLElement>("h1")?.focus();
    this.#hasShown ||= view.page.kind !== "loading";
  }

  connectedCallback(): void {
    this.#draw();
  }

  #createHost(): ConsoleHost {
    const drafts = (): ConsoleDrafts => this.#drafts;
    const resumed = (): ConsoleView["resumed"] => this.#view.resumed;
    const done = (): number => this.#done;
    const text = (id: string): string =>
      this.#root.querySelector<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(`#${id}`)?.value ??
      "";
    const field = (id: string): string => text(id).trim();
    return {
      get drafts() {
        return drafts();
      },
      get resumed() {
        return resumed();
      },
      text,
      isTicked: (id) => this.#root.querySelector<HTMLInputElement>(`#${id}`)?.checked ?? false,
      get done() {
        return done();
      },
      field,
      change: (next) => {
        this.#drafts = { ...this.#drafts, ...next };
        this.#draw();
      },
      act: (act) => {
        this.#act(act);
      },
      filled: (id) => {
        const isFilled = field(id) !== "";
        this.#drafts = { ...this.#drafts, missing: isFilled ? undefined : id };
        this.#draw();
        if (!isFilled) this.#root.querySelector<HTMLElement>(`#${id}`)?.focus();
        return isFilled;
      },
    };
  }

  #act(detail: ConsoleAct): void {
    this.dispatchEvent(new CustomEvent("cpis-console-act", { detail }));
  }

  #draw(): void {
    const { frame, page, note } = this.#view;
    keepFocus(this.#root, () => {
      render(
        html`<div class="root">
          <div class="shell">
            ${frame ? drawFrame(frame, this.#host) : drawBareHeader(this.getAttribute("environment"))}
            ${this.#drawMain(page, note)}
          </div>
        </div>`,
        this.#root,
      );
    });
  }

  #drawMain(page: ConsoleView["page"], note: ConsoleView["note"]): unknown {
    // Two regions that are always there: one that is made together with its words is not read out.
    return html`<main id="main" data-place="main" tabindex="-1">
      ${drawPage(page, this.#host)}
      <p class="note said" role="status" ?hidden=${note?.isRefusal !== false}>
        ${note?.isRefusal === false ? note.text : ""}
      </p>
      <p class="note attention" role="alert" ?hidden=${note?.isRefusal !== true}>
        ${note?.isRefusal === true ? note.text : ""}
      </p>
    </main>`;
  }
}

function draftsOf({ resumed }: ConsoleView): ConsoleDrafts {
  if (resumed?.kind === "approve") {
    const { id, spoken, read } = resumed;
    return { ...noDrafts, ticks: { [id]: { spoken, read } } };
  }
  if (resumed?.kind === "refuse") return { ...noDrafts, refusing: resumed.id };
  if (resumed?.kind === "begin-pause") return { ...noDrafts, scope: resumed.scope };
  return noDrafts;
}
