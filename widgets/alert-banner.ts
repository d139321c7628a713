import { html, nothing, render } from "lit/html.js";
import { idleView, type AlertView } from "../src/domain/alert-view.js";
import type { Environment } from "../src/domain/environment.js";
import { londonTime } from "../src/domain/instant.js";
import { adoptStyles, alertStyles } from "./alert-styles.js";
import { Announcer, announcementOf } from "./announcer.js";
import type { AnswerBox } from "./answer-box.js";
import { answerPart, fetchAnswerPart, isAnswerPartMissing, whenAnswerPartTried } from "./answer-part.js";
import type { BannerHost } from "./banner-host.js";
import { Discreet } from "./discreet.js";
import { drawBox } from "./draw-box.js";
import { discreetFace, drawFace, undrawableFace, withNumberChange } from "./draw-face.js";
import { emit } from "./events.js";
import { withoutExpired } from "./expiry.js";
import type { Face } from "./face.js";
import { identityOf, patientAttributes, takeLateProperties, type HostPatient } from "./host-inputs.js";
import { icon } from "./icons.js";
import { RedrawClock } from "./redraw-clock.js";
import { Reporter } from "./reporter.js";
import { standInFace } from "./stand-in-face.js";
import { watchVisibility } from "./visibility.js";
import * as words from "./wording.js";

/**
 * The CP-IS alert of the patient on screen, in every state and never blank.
 *
 * It draws a view only while the view's key is its own context key, and every assignment draws before it returns: what
 * belonged to another patient is gone from the page, not merely due to go (H-01, principle 2). That is why it renders Lit
 * templates itself instead of on LitElement's microtask. It asks nothing: a press becomes an event.
 *
 * @fires cpis-context-input - a host input changed (does not bubble)
 * @fires cpis-check-requested - a person pressed a control that asks the register
 * @fires cpis-details-opened - a person opened the details
 * @fires cpis-alert-acknowledged - a person pressed *Mark as seen*
 * @fires cpis-visibility-changed - the banner can, or can no longer, be seen (H-05)
 * @fires cpis-lookup-changed - the kind of state changed
 * @fires cpis-displayed - a state was painted
 * @fires cpis-readiness-changed - whether it can draw answers; without, it says that nothing could be checked
 * @slot remedy - the host's own control that removes an NHS number's fault, for example *Trace NHS number*
 * @slot attendances - this patient's attendances here; without it the box is absent
 * @slot policy - the site's policy, in the judgement box
 * @cssprop --cpis-text-size - text size of the whole banner; default: the browser's own
 * @attr theme - `dark` for the dark form
 * @attr density - `touch` for targets of 44 pixels
 * @attr quiet-no-record - does not announce *no record*, the everyday answer
 */
export class CpisAlertBanner extends HTMLElement {
  static readonly observedAttributes = [...patientAttributes, "heading-level", "discreet"];

  readonly #root = this.attachShadow({ mode: "open" });
  #view = idleView;
  #contextKey: string | null = null;
  #patient: HostPatient | null = null;
  #environment: Environment | undefined;
  /** What draws answers, once its script is there. */
  #answers: AnswerBox | undefined;
  /** What ends with its being in the page. */
  #ends: (() => void)[] = [];

  readonly #announcer = new Announcer(this.#root);
  readonly #reporter = new Reporter(this);
  readonly #discreet = new Discreet(() => {
    this.#answers?.forget();
    this.#announcer.hush();
    this.#draw();
  });

  /** The gateway's clock (H-27). */
  readonly #now = (): number => Date.now() + (this.#view.serverOffsetMs ?? 0);
  readonly #clock = new RedrawClock(
    this.#now,
    (now) => withoutExpired(this.#view, now) !== this.#view,
    () => {
      this.#draw();
    },
  );

  constructor() {
    super();
    adoptStyles(this.#root, alertStyles);
    this.addEventListener("pointerdown", this.#discreet.used);
    this.addEventListener("keydown", this.#discreet.used);
  }

  /** What to draw. It shows only while its key is the context key. */
  get view(): AlertView {
    return this.#view;
  }

  set view(view: AlertView) {
    const isOther = view.key !== this.#view.key;
    this.#view = view;
    this.#environment = view.environment ?? this.#environment;
    if (isOther) this.#forget();
    if (isAnswerPartMissing()) void fetchAnswerPart();
    this.#draw();
  }

  /** Which patient in which encounter is open. Assigning another one wipes before the assignment returns (H-01). */
  get contextKey(): string | null {
    return this.#contextKey;
  }

  set contextKey(key: string | null) {
    if (key === this.#contextKey) return;
    this.#contextKey = key;
    this.#forget();
    this.#draw();
  }

  /** The host's patient, for an adapter to read. Another patient wipes before anybody is told of the change (H-01). */
  get patient(): HostPatient | null {
    return this.#patient;
  }

  set patient(patient: HostPatient | null) {
    const isOther = identityOf(patient) !== identityOf(this.#patient);
    this.#patient = patient;
    this.#inputChanged("property", isOther);
  }

  /** Level of the banner's heading in the host's page, 2 to 6. */
  get headingLevel(): number {
    return Number(this.getAttribute("heading-level") ?? 2);
  }

  set headingLevel(level: number) {
    this.setAttribute("heading-level", String(level));
  }

  /** Hides every state behind the same neutral words until staff ask to see it. */
  get discreet(): boolean {
    return this.hasAttribute("discreet");
  }

  set discreet(isDiscreet: boolean) {
    this.toggleAttribute("discreet", isDiscreet);
  }

  /**
   * Fetches what draws answers, unless it is there, and says whether it is now. A plugin asks nothing before.
   */
  prepare(): Promise<boolean> {
    return fetchAnswerPart();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === "discreet") this.#forget();
    if (patientAttributes.includes(name)) this.#inputChanged("attribute", true);
    else this.#draw();
  }

  connectedCallback(): void {
    takeLateProperties(this, ["headingLevel", "discreet", "patient", "contextKey", "view"]);
    this.#draw();
    this.#clock.start();
    const top = this.#root.querySelector(".top");
    this.#ends = [
      whenAnswerPartTried(() => {
        this.#draw();
        emit(this, "cpis-readiness-changed", { ready: answerPart() !== undefined });
      }),
    ];
    if (top)
      this.#ends.push(
        watchVisibility(top, (seen) => {
          emit(this, "cpis-visibility-changed", seen);
        }),
      );
    void fetchAnswerPart();
  }

  disconnectedCallback(): void {
    this.#clock.stop();
    for (const end of this.#ends) end();
    this.#forget();
    this.#draw();
  }

  /** Whatever a person did or heard here belongs to the patient, the answer or the screen before (H-01, H-29). */
  #forget(): void {
    this.#answers?.forget();
    this.#announcer.forget();
    this.#discreet.hide();
  }

  /** The view, if it is of the patient on screen. */
  #shownView(): AlertView | undefined {
    if (this.#contextKey === null) return idleView;
    return this.#view.key === this.#contextKey ? this.#view : undefined;
  }

  #draw(): void {
    const now = this.#now();
    const held = withoutExpired(this.#view, now);
    if (held !== this.#view) {
      this.#view = held;
      this.#forget();
    }
    const view = this.#shownView();
    const isHidden = this.discreet && !this.#discreet.shown;
    let drawn: Face | undefined;
    // Whether what is drawn says what the view says, or stands in for an answer that cannot be drawn yet.
    let isOwn = true;
    try {
      const host = this.#host();
      const own = this.#ownFace(view ?? idleView, host, now);
      drawn = isHidden
        ? discreetFace()
        : (own ?? standInFace(view ?? idleView, host, now, isAnswerPartMissing()));
      isOwn = own !== undefined || drawn.look === "record";
      if (view && !isHidden) drawn = withNumberChange(drawn, view);
      this.#render(drawn, view && !isHidden ? this.#answers?.details(view, host, now) : undefined);
    } catch (error) {
      // A view that cannot be drawn must leave neither a blank nor the older answer behind (H-04).
      drawn = undefined;
      this.#render(undrawableFace(londonTime(now).time), undefined);
      reportError(error);
    }
    if (isHidden) this.removeAttribute("state");
    else this.setAttribute("state", (isOwn ? view?.state.kind : drawn?.look) ?? "idle");
    if (!this.isConnected) return;
    if (view && drawn && isOwn && !this.discreet) this.#announce(view, drawn);
    this.#reporter.report(view, isHidden || !isOwn || !drawn);
  }

  #ownFace(view: AlertView, host: BannerHost, now: number): Face | undefined {
    const Answers = answerPart();
    if (Answers)
      this.#answers ??= new Answers(this, this.#root, (said) => {
        if (said) this.#announcer.say("status", said);
        this.#draw();
      });
    return drawFace(view, host, now) ?? this.#answers?.face(view, host, now);
  }

  #render(face: Face, details: unknown): void {
    const { headingLevel } = this;
    const isShown = this.#discreet.shown;
    const discreetButton = this.discreet
      ? html`<button @click=${isShown ? this.#discreet.hide : this.#discreet.show}>
          ${isShown ? icon("hidden") : ""}${words.discreetLabels[isShown ? 1 : 0]}
        </button>`
      : "";
    const had = this.#root.activeElement;
    render(
      drawBox(face, { environment: this.#environment, details, headingLevel, discreetButton }),
      this.#root,
    );
    // A control that went with its state leaves the keyboard's place in the banner.
    if (had && !had.isConnected) this.#root.querySelector<HTMLElement>(".h")?.focus();
  }

  #host(): BannerHost {
    return {
      headingLevel: this.headingLevel,
      press: (label, pressed, isOpen) =>
        html`<button aria-expanded=${isOpen ?? nothing} @click=${pressed}>${label}</button>`,
      reread: () => {
        this.#inputChanged("property", false);
      },
      // A template of its own: a press meant for another control never lands on one that asks the register.
      ask: (trigger, label) =>
        html`<button
          class="ask"
          @click=${() => {
            void fetchAnswerPart();
            emit(this, "cpis-check-requested", { trigger });
          }}
        >
          ${trigger === "manual" ? "" : icon("again")}<span>${label}</span>
        </button>`,
    };
  }

  #announce(view: AlertView, { heading, isAssertive }: Face): void {
    const due = announcementOf(view, this.hasAttribute("quiet-no-record"));
    if (!due) return;
    const rest = [...this.#root.querySelectorAll(".lead, .who")].map((part) => part.textContent);
    const text = [heading, ...rest].join(". ").replace(/\s+/g, " ");
    // A record is said at once, and again with its plans when what draws them has come.
    this.#announcer.sayOnce(
      `${due.id}${this.#answers ? "" : "plain"}`,
      isAssertive ? "alert" : "status",
      text,
      due.delayMs,
    );
  }

  #inputChanged(source: "property" | "attribute", isOther: boolean): void {
    if (isOther) this.contextKey = null;
    this.dispatchEvent(new CustomEvent("cpis-context-input", { detail: { source, isOther } }));
  }
}
