import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AlertView } from "../../src/domain/alert-view.js";
import type { ConsolePreviewPage } from "../../src/domain/console-preview.js";
import type { ConsoleHost } from "./console-host.js";
import { drawChoice, drawTick } from "./draw-fields.js";
import { exampleViews, previewGroups, type ExampleSite } from "./preview-views.js";

/**
 * The banner itself in every state, with this site's telephone, ribbon and access mode.
 *
 * It is the element that charts use, not a picture; its buttons ask nobody here, because nothing listens to them.
 */
export function drawPreview(page: ConsolePreviewPage, host: ConsoleHost): TemplateResult {
  const { preview } = host.drafts;
  const location = page.locations.find(({ id }) => id === preview.locationId) ?? page.locations[0];
  const isDiscreet = preview.isDiscreet ?? location?.discreet ?? false;
  const set = (next: Partial<typeof preview>): void => {
    host.change({ preview: { ...preview, ...next } });
  };
  const site: ExampleSite = {
    environment: page.environment,
    accessMode: location?.accessMode,
    safeguardingTelephone: page.safeguardingTelephone,
  };
  const examples = exampleViews(preview.group, site, Date.now());
  // Banners that say the same cannot be told apart by whoever only hears them: those are shown one at a time.
  const isOne = isDiscreet || preview.group === "not-checked" || preview.group === "failed";
  const shown = isOne ? examples.slice(preview.at, preview.at + 1) : examples;
  return html`<h1 tabindex="-1">Preview</h1>
    <p class="lead">
      What staff see at this site. The people, councils and plans are made up, and the buttons ask nobody.
      ${
        page.safeguardingTelephone === undefined
          ? html`<span class="tag attention"
              >No safeguarding telephone is set: staff are told to ring a team without a number</span
            >`
          : ""
      }
    </p>
    ${drawChoices(page, { ...preview, locationId: location?.id ?? "" }, isDiscreet, set)}
    ${isOne ? drawState(examples, preview.at, set) : nothing}
    <div class="examples w${preview.width} ${preview.theme}">
      ${shown.map(([name, view]) => drawExample(name, view, preview.theme, isDiscreet))}
    </div>`;
}

const drawState = (
  examples: readonly (readonly [name: string, view: AlertView])[],
  at: number,
  set: (next: Partial<ConsoleHost["drafts"]["preview"]>) => void,
): TemplateResult =>
  drawChoice(
    { id: "preview-state", label: "State", value: String(at) },
    examples.map(([name], index) => ({ id: String(index), name })),
    (index) => {
      set({ at: Number(index) });
    },
  );

const drawExample = (name: string, view: AlertView, theme: string, isDiscreet: boolean): TemplateResult =>
  html`<div class="example">
    <h2>${name}</h2>
    <cpis-alert-banner
      heading-level="3"
      quiet-no-record
      theme=${theme}
      ?discreet=${isDiscreet}
      .contextKey=${view.key}
      .view=${view}
    ></cpis-alert-banner>
  </div>`;

function drawChoices(
  page: ConsolePreviewPage,
  { locationId, group, theme, width }: ConsoleHost["drafts"]["preview"],
  isDiscreet: boolean,
  set: (next: Partial<ConsoleHost["drafts"]["preview"]>) => void,
): TemplateResult {
  return html`<section class="card form" aria-label="What to show">
    <div class="fields">
      ${drawChoice({ id: "preview-location", label: "Location", value: locationId }, page.locations, (id) => {
        set({ locationId: id, isDiscreet: undefined });
      })}
      ${drawChoice({ id: "preview-group", label: "States", value: group }, previewGroups, (chosen) => {
        set({ group: chosen, at: 0 });
      })}
      ${drawChoice({ id: "preview-width", label: "Width", value: width }, widths, (chosen) => {
        set({ width: widths.find(({ id }) => id === chosen)?.id ?? "1280" });
      })}
      ${drawChoice({ id: "preview-theme", label: "Theme", value: theme }, themes, (chosen) => {
        set({ theme: chosen === "dark" ? "dark" : "light" });
      })}
    </div>
    ${drawTick("preview-discreet", "Discreet: hidden until staff ask to see it", isDiscreet, (isTicked) => {
      set({ isDiscreet: isTicked });
    })}
  </section>`;
}

const widths = [
  { id: "1280", name: "All the room there is" },
  { id: "1000", name: "1000 pixels" },
  { id: "420", name: "420 pixels" },
  { id: "320", name: "320 pixels" },
] as const;

const themes = [
  { id: "light", name: "Light" },
  { id: "dark", name: "Dark" },
];
