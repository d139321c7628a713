import { html, nothing, render } from "lit/html.js";
import type { TeamState, TeamView } from "../../src/domain/team-view.js";
import { adoptStyles } from "../alert-styles.js";
import { ribbonWords } from "../wording.js";
import { BlockWindow } from "./block-window.js";
import { drawInbox } from "./draw-inbox.js";
import { drawMailbox } from "./draw-mailbox.js";
import { drawWorkList } from "./draw-work-list.js";
import { keepFocus } from "./keep-focus.js";
import { emitPanel } from "./panel-events.js";
import type { PassTarget } from "./panel-host.js";
import { noTeamDrafts, type TeamDrafts, type TeamHost } from "./team-host.js";
import { teamStyles } from "./team-styles.js";
import { teamUnknown, titles } from "./wording-team.js";

const minuteMs = 60_000;

/**
 * A council team's view: its inbox, its work list, or its mailbox. Draws only the rows near the window.
 *
 * @fires cpis-notice-acted - a person took a notice, passed it on, or finished it with a note
 * @fires cpis-case-opened - a child's name was pressed
 * @fires cpis-task-opened - the control of a task was pressed
 * @cssprop --cpis-text-size - text size of the whole view
 * @attr theme - `dark` for the dark form
 */
export class CpisTeamView extends HTMLElement {
  /** To whom a notice can be passed, as the host names them. */
  passTargets: readonly PassTarget[] = [];

  readonly #root = this.attachShadow({ mode: "open" });
  #view: TeamView = { state: { kind: "loading" } };
  #tab = "";
  #drafts = noTeamDrafts;
  #minuteTimer: ReturnType<typeof setInterval> | undefined;

  readonly #rows = new BlockWindow(() => {
    this.#draw();
  });

  readonly #host: TeamHost = this.#createHost();

  constructor() {
    super();
    adoptStyles(this.#root, teamStyles);
  }

  /** What to draw. */
  get view(): TeamView {
    return this.#view;
  }

  set view(view: TeamView) {
    this.#view = view;
    this.#draw();
  }

  /** Level of the view's heading in the host's page, 1 to 4. */
  get headingLevel(): number {
    return Number(this.getAttribute("heading-level") ?? 1);
  }

  connectedCallback(): void {
    this.#draw();
    this.#minuteTimer = setInterval(() => {
      this.#draw();
    }, minuteMs);
  }

  disconnectedCallback(): void {
    clearInterval(this.#minuteTimer);
    this.#rows.stop();
  }

  #createHost(): TeamHost {
    const tab = (): string => this.#tab;
    const drafts = (): TeamDrafts => this.#drafts;
    const targets = (): readonly PassTarget[] => this.passTargets;
    const openCase = (localId: string): void => {
      emitPanel(this, "cpis-case-opened", { localId });
    };
    const field = (selector: string): string =>
      this.#root.querySelector<HTMLTextAreaElement | HTMLSelectElement>(selector)?.value.trim() ?? "";
    return {
      rows: this.#rows,
      get tab() {
        return tab();
      },
      get drafts() {
        return drafts();
      },
      get passTargets() {
        return targets();
      },
      chooseTab: (chosen) => {
        this.#tab = chosen;
        this.#drafts = noTeamDrafts;
        this.#draw();
      },
      change: (next) => {
        this.#change(next);
      },
      child: (localId, name) => drawChildName(localId, name, openCase),
      openCase,
      openTask: (localId, wants) => {
        emitPanel(this, "cpis-task-opened", { localId: localId ?? "", wants });
      },
      act: (action) => {
        emitPanel(this, "cpis-notice-acted", action);
      },
      finish: (id) => {
        const note = field("#note");
        this.#change(note === "" ? { noteMissing: true } : { noting: undefined, noteMissing: false });
        if (note === "") this.#root.querySelector<HTMLElement>("#note")?.focus();
        else emitPanel(this, "cpis-notice-acted", { kind: "finish", episodeIds: [id], note });
      },
      pass: (id) => {
        const target = this.passTargets[Number(field("#pass"))];
        this.#change({ passing: undefined });
        if (target) emitPanel(this, "cpis-notice-acted", { kind: "pass", episodeIds: [id], to: target.to });
      },
    };
  }

  #change(next: Partial<TeamDrafts>): void {
    this.#drafts = { ...this.#drafts, ...next };
    this.#draw();
    // What was asked for is where the next key goes.
    if (next.noting) this.#root.querySelector<HTMLElement>("#note")?.focus();
    if (next.passing) this.#root.querySelector<HTMLElement>("#pass")?.focus();
  }

  #draw(): void {
    const { state, environment, refusal, serverOffsetMs = 0 } = this.#view;
    const ribbon = environment && ribbonWords[environment];
    const level = this.headingLevel;
    const title = html`<div class="title" role="heading" aria-level=${level}>${titles[state.kind]}</div>`;
    keepFocus(this.#root, () => {
      render(
        html`<div class="root">
          ${ribbon ? html`<p class="ribbon">${ribbon}</p>` : nothing}${title}
          ${refusal ? html`<p class="notice attention" role="alert">${refusal}</p>` : nothing}
          <div data-place="view" tabindex="-1">${this.#drawState(state, Date.now() + serverOffsetMs)}</div>
        </div>`,
        this.#root,
      );
    });
    if (this.isConnected) this.#rows.watch(this.#root);
  }

  #drawState(state: TeamState, now: number): unknown {
    switch (state.kind) {
      case "inbox":
        return drawInbox(state.rows, this.#host, now);
      case "work-list":
        return drawWorkList(state, this.#host, now);
      case "mailbox":
        return drawMailbox(state.summary, state.files, this.#host, now);
      case "loading":
      case "not-permitted":
      case "unreachable": {
        const [heading, lead] = teamUnknown[state.kind];
        return html`<p class="notice unknown"><b>${heading}.</b> ${lead}</p>`;
      }
    }
  }
}

const drawChildName = (
  localId: string | undefined,
  name: string,
  open: (localId: string) => void,
): unknown =>
  localId === undefined
    ? html`<b>${name}</b>`
    : html`<button
        class="link"
        @click=${() => {
          open(localId);
        }}
      >
        ${name}
      </button>`;
