// The peer of the script-evaluation benchmark: an alert as a custom element by hand, without a library or a pipeline.
const template = document.createElement("template");
template.innerHTML = `<style>
  :host { display: block; font: 16px/22px Arial, sans-serif; color: #212b32 }
  .box { display: flex; border: 2px solid #212b32; border-radius: 4px; background: #fff9c4 }
  .keel { width: 56px; background: #ffb81c }
  h2 { font-size: 19px; line-height: 26px; margin: 0 }
</style>
<section class="box"><div class="keel"></div><div><h2></h2><p class="lead"></p><p class="who"></p></div></section>
<div role="status"></div>`;

const words = {
  idle: ["No patient is open", "Open a patient to check."],
  checking: ["Checking", "Treat as unknown until an answer shows here."],
  failed: ["Could not check", "Treat as unknown: there may be a record."],
};

class VanillaBanner extends HTMLElement {
  static observedAttributes = ["nhs-number", "birth-date"];
  #view = { kind: "idle" };

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(template.content.cloneNode(true));
  }

  get view() {
    return this.#view;
  }

  set view(view) {
    this.#view = view;
    this.#draw();
  }

  connectedCallback() {
    this.#draw();
  }

  attributeChangedCallback() {
    this.dispatchEvent(new CustomEvent("vanilla-context-input"));
  }

  #draw() {
    const [heading, lead] = words[this.#view.kind];
    this.shadowRoot.querySelector("h2").textContent = heading;
    this.shadowRoot.querySelector(".lead").textContent = lead;
  }
}

customElements.define("vanilla-banner", VanillaBanner);
