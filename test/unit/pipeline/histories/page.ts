/**
 * What the plugin's binding and the element adapter need of a page, in a process without one.
 *
 * The banner here keeps the real one's rule of what is drawn, and tells of every moment at which a browser could paint.
 */
import { idleView, type AlertView } from "../../../../src/domain/alert-view.js";
import type { BannerElement } from "../../../../src/plugin/bind-element.js";
import { identityOf, type HostPatient } from "../../../../widgets/host-inputs.js";

const microtasks: (() => void)[] = [];
const observers = new Set<() => void>();

/** Runs what waits for the end of the task, and what is added meanwhile, as a browser does before it paints. */
export function endTask(): void {
  for (let run = microtasks.shift(); run !== undefined; run = microtasks.shift()) run();
}

/** The document was changed: whoever watches it is told. */
export function documentChanged(): void {
  for (const changed of observers) changed();
}

/** Puts the few globals of a page in place; microtasks wait for `endTask`. */
export function installPage(): () => void {
  const before = new Map<string, PropertyDescriptor | undefined>();
  const put = (name: string, value: unknown): void => {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  };
  put("document", new EventTarget());
  // Nothing here is inside a shadow tree.
  put("ShadowRoot", Map);
  put("queueMicrotask", (run: () => void) => microtasks.push(run));
  put(
    "MutationObserver",
    class {
      constructor(private readonly changed: () => void) {}
      observe(): void {
        observers.add(this.changed);
      }
      disconnect(): void {
        observers.delete(this.changed);
      }
    },
  );
  return () => {
    microtasks.length = 0;
    observers.clear();
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  };
}

/** The banner without its drawing. */
export class BannerModel extends EventTarget {
  discreet = false;
  isConnected = true;
  /** Between a host's word and its being passed on: nobody else has heard of it yet. */
  isWiping = false;
  /** Called whenever what a browser would paint may have changed. */
  drawn: () => void = () => undefined;
  private readonly attributes = new Map<string, string>();
  private heldView: AlertView = idleView;
  private heldKey: string | null = null;
  private heldPatient: HostPatient | null = null;

  /** What is on screen; undefined where the view is not of the patient on screen. */
  get shown(): AlertView | undefined {
    return this.heldKey !== null && this.heldView.key === this.heldKey ? this.heldView : undefined;
  }

  get element(): BannerElement {
    return this as unknown as BannerElement;
  }

  get view(): AlertView {
    return this.heldView;
  }
  set view(view: AlertView) {
    this.heldView = view;
    this.drawn();
  }

  get contextKey(): string | null {
    return this.heldKey;
  }
  set contextKey(key: string | null) {
    if (key === this.heldKey) return;
    this.heldKey = key;
    this.drawn();
  }

  get patient(): HostPatient | null {
    return this.heldPatient;
  }
  set patient(patient: HostPatient | null) {
    const isOther = identityOf(patient) !== identityOf(this.heldPatient);
    this.heldPatient = patient;
    this.inputChanged("property", isOther);
  }

  getRootNode(): unknown {
    return document;
  }
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(name: string, value: string | null): void {
    if (value === null) this.attributes.delete(name);
    else this.attributes.set(name, value);
    this.inputChanged("attribute", true);
  }
  /** The person presses *Read patient again*. */
  reread(): void {
    this.inputChanged("property", false);
  }

  private inputChanged(source: string, isOther: boolean): void {
    if (isOther) {
      this.isWiping = true;
      this.contextKey = null;
      this.isWiping = false;
    }
    this.dispatchEvent(new CustomEvent("cpis-context-input", { detail: { source, isOther } }));
  }
}
