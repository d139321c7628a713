import { html, nothing, render } from "lit/html.js";
import {
  idlePanelView,
  type PanelCase,
  type PanelEpisode,
  type PanelView,
} from "../../src/domain/panel-view.js";
import { adoptStyles } from "../alert-styles.js";
import { ribbonWords } from "../wording.js";
import { drawDeletions } from "./draw-deletions.js";
import { drawOpened } from "./draw-opened.js";
import { drawQuiet } from "./draw-quiet.js";
import { drawState } from "./draw-state.js";
import { drawTold } from "./draw-told.js";
import { cardsOf, type EpisodeCardView } from "./episode-cards.js";
import { keepFocus } from "./keep-focus.js";
import { emitPanel } from "./panel-events.js";
import { noDrafts, type PanelDrafts, type PanelHost, type PassTarget } from "./panel-host.js";
import { panelStyles } from "./panel-styles.js";
import { Presence } from "./presence.js";
import { stateFace, undrawableFace, type StateFace } from "./state-face.js";
import * as words from "./wording-panel.js";
import { panelTitle, updates } from "./wording-state.js";

const minuteMs = 60_000;
const saidForMs = 4000;
/** A second person must be able to judge by it. */
const shortestReason = 10;

/**
 * What the NHS can see of one child of the council, who opened the record, and what somebody must do about it (R-94).
 *
 * Like the banner it draws a view only while the view's key is its own `localId`, and every assignment draws before it
 * returns: what belonged to another child is gone from the page, half-written notes included (H-01). It asks and sends
 * nothing: a press becomes an event.
 *
 * @fires cpis-notice-acted - a person took a notice, passed it on, or finished it with a note
 * @fires cpis-sending-requested - *Send again now*
 * @fires cpis-deletion-requested - *Entered in error*, with its reason
 * @fires cpis-deletion-approved - a second person agreed
 * @fires cpis-task-opened - the control of the state was pressed
 * @cssprop --cpis-text-size - text size of the whole panel; default: the browser's own
 * @attr theme - `dark` for the dark form
 */
export class CpisSocialCarePanel extends HTMLElement {
  static readonly observedAttributes = ["heading-level"];

  /** To whom a notice can be passed, as the host names them. */
  passTargets: readonly PassTarget[] = [];

  readonly #root = this.attachShadow({ mode: "open" });
  #view = idlePanelView;
  #localId: string | null = null;
  #drafts = noDrafts;
  /** The cards of the last drawing; undefined before the first one of this case. */
  #known: ReadonlySet<string> | undefined;
  /** The cards that may show while somebody is at work here; undefined while all may. */
  #allowed: ReadonlySet<string> | undefined;
  #minuteTimer: ReturnType<typeof setTimeout> | undefined;
  #sayTimer: ReturnType<typeof setTimeout> | undefined;

  readonly #presence = new Presence(this, () => {
    this.#release();
  });

  constructor() {
    super();
    adoptStyles(this.#root, panelStyles);
  }

  /** What to draw. It shows only while its key is the panel's `localId`. */
  get view(): PanelView {
    return this.#view;
  }

  set view(view: PanelView) {
    this.#view = view;
    this.#draw();
  }

  /** Which case is open. Assigning another one wipes before the assignment returns (H-01). */
  get localId(): string | null {
    return this.#localId;
  }

  set localId(localId: string | null) {
    if (localId === this.#localId) return;
    this.#localId = localId;
    this.#forget();
    this.#draw();
  }

  /** Level of the panel's heading in the host's page, 2 to 4. */
  get headingLevel(): number {
    return Number(this.getAttribute("heading-level") ?? 2);
  }

  set headingLevel(level: number) {
    this.setAttribute("heading-level", String(level));
  }

  attributeChangedCallback(): void {
    this.#draw();
  }

  connectedCallback(): void {
    this.#draw();
    this.#tick();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#minuteTimer);
    clearTimeout(this.#sayTimer);
    this.#presence.forget();
    this.#forget();
    this.#draw();
  }

  #shownView(): PanelView {
    return this.#localId !== null && this.#view.key === this.#localId ? this.#view : idlePanelView;
  }

  /** Every card of the case. One that was not there at the last drawing is announced, and held back under a working hand. */
  #cards({ episodes }: PanelCase): readonly EpisodeCardView[] {
    const cards = cardsOf(episodes);
    const known = this.#known;
    this.#known = new Set(cards.map(({ id }) => id));
    if (known !== undefined && cards.some(({ id }) => !known.has(id))) {
      if (this.#presence.isAtWork) this.#allowed ??= known;
      this.#say(words.arrived);
    }
    return cards;
  }

  #draw(): void {
    const view = this.#shownView();
    const now = Date.now() + (view.serverOffsetMs ?? 0);
    let face: StateFace;
    let rest: unknown;
    try {
      face = stateFace(view, now);
      rest = view.state.kind === "shown" ? this.#drawCase(view.state.case, now) : nothing;
      this.#render(view, face, rest);
    } catch (error) {
      this.#render(view, undrawableFace(), nothing);
      reportError(error);
    }
  }

  #render({ state, environment, refusal }: PanelView, face: StateFace, rest: unknown): void {
    const ribbon = environment && ribbonWords[environment];
    this.setAttribute("state", state.kind === "shown" ? state.case.visibility.kind : state.kind);
    keepFocus(this.#root, () => {
      render(
        html`<div class="root">
            <section class="panel" aria-labelledby="title" data-place="panel" tabindex="-1">
              ${ribbon ? html`<p class="ribbon">${ribbon}</p>` : nothing}
              <div class="title">
                <div id="title" class="h3" role="heading" aria-level=${this.headingLevel}>${panelTitle}</div>
                <span class="small muted">${updates}</span>
              </div>
              ${drawState(face, this.#host)}
              ${refusal ? html`<p class="part attention" role="alert">${refusal}</p>` : nothing}${rest}
            </section>
          </div>
          <p class="vh" role="status"></p>`,
        this.#root,
      );
    });
  }

  #drawCase(shown: PanelCase, now: number): unknown {
    const cards = this.#cards(shown);
    const held = cards.filter(({ id }) => this.#allowed !== undefined && !this.#allowed.has(id));
    const visible = cards.filter((card) => !held.includes(card));
    return html`${drawDeletions(shown.deletions, this.#host)} ${drawTold(shown, this.headingLevel)}
    ${drawOpened(visible, held.length, this.#host, now)} ${drawQuiet(this.#host, shown)}`;
  }

  readonly #host: PanelHost = this.#createHost();

  #createHost(): PanelHost {
    const of = (): { readonly localId: string } => ({ localId: this.#localId ?? "" });
    const field = (selector: string): string =>
      this.#root.querySelector<HTMLTextAreaElement | HTMLSelectElement>(selector)?.value.trim() ?? "";
    const change = (drafts: Partial<PanelDrafts>): void => {
      this.#drafts = { ...this.#drafts, ...drafts };
      this.#draw();
    };
    const level = (): number => this.headingLevel;
    const drafts = (): PanelDrafts => this.#drafts;
    const targets = (): readonly PassTarget[] => this.passTargets;
    return {
      get headingLevel() {
        return level();
      },
      get drafts() {
        return drafts();
      },
      get passTargets() {
        return targets();
      },
      act: (action) => {
        emitPanel(this, "cpis-notice-acted", action);
      },
      finish: (cardId, episodes) => {
        const note = field(`[data-card="${cardId}"]`);
        if (note === "") {
          change({ noteMissing: cardId });
          this.#root.querySelector<HTMLElement>(`[data-card="${cardId}"]`)?.focus();
          return;
        }
        change({ noteMissing: undefined });
        emitPanel(this, "cpis-notice-acted", { kind: "finish", episodeIds: idsOf(episodes), note });
      },
      pass: (cardId, episodes) => {
        const target = this.passTargets[Number(field(`[data-pass="${cardId}"]`))];
        change({ passing: undefined });
        if (target === undefined) return;
        emitPanel(this, "cpis-notice-acted", { kind: "pass", episodeIds: idsOf(episodes), to: target.to });
      },
      startPassing: (passing) => change({ passing }),
      sendAgain: () => {
        emitPanel(this, "cpis-sending-requested", of());
      },
      toggleHistory: () => change({ showsHistory: !this.#drafts.showsHistory }),
      toggleInError: () => change({ inError: this.#drafts.inError === "closed" ? "asked" : "closed" }),
      askDeletion: (plans) => {
        const reason = field("#reason");
        const meant = plans[Number(field("#which"))];
        const isMissing = reason.length < shortestReason || meant === undefined;
        change({ inError: isMissing ? "reason-missing" : "closed" });
        if (isMissing) {
          this.#root.querySelector<HTMLElement>("#reason")?.focus();
          return;
        }
        const plan = { kind: meant.kind, start: meant.start };
        emitPanel(this, "cpis-deletion-requested", { ...of(), reason, plan });
      },
      approve: (deletionId) => {
        emitPanel(this, "cpis-deletion-approved", { ...of(), deletionId });
      },
      showEarlier: () => change({ showsEarlier: true }),
      open: ({ wants }) => {
        emitPanel(this, "cpis-task-opened", { ...of(), wants });
      },
      showNew: () => {
        this.#release();
      },
    };
  }

  #release(): void {
    if (this.#allowed === undefined) return;
    this.#allowed = undefined;
    this.#draw();
  }

  #forget(): void {
    this.#drafts = noDrafts;
    this.#allowed = undefined;
    this.#known = undefined;
    this.#hush();
  }

  #say(text: string): void {
    this.#hush();
    const region = this.#root.querySelector(".vh");
    if (region) region.textContent = text;
    this.#sayTimer = setTimeout(() => {
      this.#hush();
    }, saidForMs);
  }

  #hush(): void {
    clearTimeout(this.#sayTimer);
    const region = this.#root.querySelector(".vh");
    if (region) region.textContent = "";
  }

  /** Draws anew at each full minute of the gateway's clock: ages are in words. */
  #tick(): void {
    clearTimeout(this.#minuteTimer);
    const now = Date.now() + (this.#view.serverOffsetMs ?? 0);
    this.#minuteTimer = setTimeout(
      () => {
        this.#draw();
        this.#tick();
      },
      minuteMs - (now % minuteMs),
    );
  }
}

const idsOf = (episodes: readonly PanelEpisode[]): readonly string[] => episodes.map(({ id }) => id);
