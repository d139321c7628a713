import { html, nothing, type TemplateResult } from "lit/html.js";

/** One tab over a list. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  /** How many rows are behind it; absent where a number would say nothing. */
  readonly count?: number;
}

/** Tabs over what one of them opens; the arrow keys walk them, as in every tab list. */
export function drawTabs(
  tabs: readonly Tab[],
  current: string,
  label: string,
  choose: (id: string) => void,
  content: unknown,
): TemplateResult {
  const walk = (event: KeyboardEvent): void => {
    const from = event.target instanceof HTMLElement ? event.target.id : "";
    const at = tabs.findIndex(({ id }) => `tab-${id}` === from);
    const next = stepOf(event.key, at, tabs.length);
    const to = next === undefined ? undefined : tabs[next];
    if (to === undefined || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    const list = event.currentTarget;
    choose(to.id);
    list.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${walk}>
      ${tabs.map(
        ({ id, label: name, count }) =>
          html`<button
            id="tab-${id}"
            role="tab"
            aria-selected=${id === current}
            aria-controls="tab-panel"
            tabindex=${id === current ? 0 : -1}
            @click=${() => {
              choose(id);
            }}
          >
            ${name}${count === undefined ? nothing : ` (${String(count)})`}
          </button>`,
      )}
    </div>
    <div id="tab-panel" role="tabpanel" aria-labelledby="tab-${current}" tabindex="-1" data-place="list">
      ${content}
    </div>`;
}

function stepOf(key: string, at: number, length: number): number | undefined {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % length;
    case "ArrowLeft":
      return (at + length - 1) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
