import { createHostBridge } from "/embed/cpis-host.js";

/** Give it to Angular with `@Component({ selector: "app-cpis-banner", template: "", inputs: ["patient", "settings"] })`. */
export class CpisBannerComponent {
  patient = null;
  settings;
  #bridge;

  constructor(elementRef) {
    this.place = elementRef.nativeElement;
  }

  ngOnChanges() {
    this.#bridge ??= createHostBridge({ ...this.settings, place: this.place });
    if (this.patient === null) this.#bridge.close();
    else this.#bridge.open(this.patient);
  }

  ngOnDestroy() {
    this.#bridge?.stop();
  }
}
