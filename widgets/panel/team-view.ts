import { html, nothing, render } from "lit/html.js";
import type { TeamState, TeamView } from "../../src/domain/team-view.js";
import { adoptStyles } from "../alert-styles.js";
import { ribbonWords } from "../wording.js";
import { BlockWindow } from "./block-window.js";
import { drawInbox } from "./draw-inbox.js";
import { drawMailbox } from "./draw-mailbox.js";
import { drawWorkList } from "./draw-work-list.js";
import { emitPanel } from "./panel-events.js";
import type { TeamHost } from "./team-host.js";
import { teamStyles } from "./team-styles.js";
import { teamUnknown, titles } from "./wording-team.js";

const minuteMs = 60_000;

/**
 * A council team's view: its inbox, its work list, or its mailbox. Draws only the rows near the window.
 *
 * @fires cpis-notice-acted - a person took a notice
 * @fires cpis-case-opened - a child's name was pressed
 * @fires cpis-task-opened - the control of a task was pressed
 * @cssprop --cpis-text-size - text size of the whole view
 * @attr theme - `dark` for the dark form
 */
export class CpisTeamView extends HTMLElement {
  readonly #root = this.attachShadow({ mode: "open" });
  #view: TeamView = { state: { kind: "loading" } };
  #minuteTimer: ReturnType<typeof setInterval> | undefined;

  readonly #rows = new BlockWindow(() => {
    this.#draw();
  });

  readonly #host: TeamHost = {
    rows: this.#rows,
    child: (localId, name) =>
      localId === undefined
        ? html`<b>${name}</b>`
        : html`<button
            class="link"
            @click=${() => {
              emitPanel(this, "cpis-case-opened", { localId });
            }}
          >
            ${name}
          </button>`,
    openCase: (localId) => {
      emitPanel(this, "cpis-case-opened", { localId });
    },
    openTask: (localId, wants) => {
      emitPanel(this, "cpis-task-opened", { localId: localId ?? "", wants });
    },
    act: (action) => {
      emitPanel(this, "cpis-notice-acted", action);
    },
  };

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

  #draw(): void {
    const { state, environment, refusal, serverOffsetMs = 0 } = this.#view;
    const ribbon = environment && ribbonWords[environment];
    const level = this.headingLevel;
    render(
      html`<div class="root">
        ${ribbon ? html`<p class="ribbon">${ribbon}</p>` : nothing}
        <div class="title" role="heading" aria-level=${level}>${titles[state.kind]}</div>
        ${refusal ? html`<p class="notice attention" role="alert">${refusal}</p>` : nothing}
        ${this.#drawState(state, Date.now() + serverOffsetMs)}
      </div>`,
      this.#root,
    );
    if (this.isConnected) this.#rows.watch(this.#root);
  }

  #drawState(state: TeamState, now: number): unknown {
    switch (state.kind) {
      case "inbox":
        return drawInbox(state.rows, this.#host, now);
      case "work-list":
        return drawWorkList(state.summary, state.rows, this.#host, now);
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
