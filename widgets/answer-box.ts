import { html } from "lit/html.js";
import type { AlertView } from "../src/domain/alert-view.js";
import { adoptStyles } from "./alert-styles.js";
import { answerFace } from "./answer-face.js";
import { answerStyles } from "./answer-styles.js";
import type { AnswerHost, BannerHost } from "./banner-host.js";
import { Copier } from "./copier.js";
import { DetailsLoader } from "./details-loader.js";
import { emit } from "./events.js";
import type { Face } from "./face.js";
import { stateId } from "./reporter.js";
import * as words from "./wording-answer.js";

/** What only the answers of one banner need: their faces, their opened details, and the numbers copied from them. */
export class AnswerBox {
  readonly #element: HTMLElement;
  readonly #draw: () => void;
  readonly #copier: Copier;
  readonly #details: DetailsLoader;
  /** The state whose details a person opened; another state's are closed. */
  #openFor: string | undefined;
  #showsAll = false;

  /** @param draw - draws the banner anew; `said` is announced besides */
  constructor(element: HTMLElement, root: ShadowRoot, draw: (said?: string) => void) {
    this.#element = element;
    this.#draw = draw;
    this.#copier = new Copier(draw);
    this.#details = new DetailsLoader(root, draw);
    adoptStyles(root, answerStyles);
  }

  /** The face of an answer, or undefined for a state that is none. */
  face(view: AlertView, host: BannerHost, nowEpochMs: number): Face | undefined {
    return answerFace(view, this.#host(view, host), nowEpochMs);
  }

  /** The opened details of an answer that has any. */
  details(view: AlertView, host: BannerHost, nowEpochMs: number): unknown {
    if (view.state.kind !== "record" && view.state.kind !== "no-record") return undefined;
    if (!this.#details.hasFailed) this.#details.load();
    if (this.#openFor !== stateId(view)) return undefined;
    return this.#details.draw
      ? this.#details.draw(view, this.#host(view, host), nowEpochMs)
      : html`<p class="lead">${this.#details.hasFailed ? words.detailsMissing : words.detailsComing}</p>`;
  }

  /** Whatever a person did here belongs to the patient or the answer before (H-01, H-29). */
  forget(): void {
    this.#openFor = undefined;
    this.#copier.forget();
  }

  #host(view: AlertView, host: BannerHost): AnswerHost {
    return {
      ...host,
      copied: this.#copier.copied,
      copy: this.#copier.copy,
      isOpen: this.#openFor === stateId(view),
      toggleDetails: () => {
        this.#toggle(view);
      },
      showsAll: this.#showsAll,
      showAll: () => {
        this.#showsAll = true;
        this.#draw();
      },
      hasSlotted: (name) => this.#element.querySelector(`:scope > [slot="${name}"]`) !== null,
      acknowledge: () => {
        emit(this.#element, "cpis-alert-acknowledged", null);
      },
    };
  }

  #toggle(view: AlertView): void {
    const opens = this.#openFor !== stateId(view);
    this.#openFor = opens ? stateId(view) : undefined;
    this.#showsAll = false;
    if (opens) this.#details.load();
    this.#draw();
    if (opens) emit(this.#element, "cpis-details-opened", null);
  }
}
