const sheets = new Map<string, CSSStyleSheet>();

/** Gives a shadow root styles that all banners of the page share; no style element, so no content policy is in the way. */
export function adoptStyles(root: ShadowRoot, styles: string): void {
  let sheet = sheets.get(styles);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    sheets.set(styles, sheet);
  }
  root.adoptedStyleSheets.push(sheet);
}

const css = String.raw;

/**
 * The look of the closed banner (ui 2, 3 and 8).
 *
 * Everything is in em of the root, and the layouts follow the banner's own width in em: twice the text size moves to the
 * next layout by itself. The page's fonts, colours and sizes do not reach inside; whether it is visible does.
 */
export const alertStyles = css`
  :host {
    display: block;
  }
  .root {
    all: initial;
    visibility: inherit;
    display: block;
    direction: ltr;
    container-type: inline-size;
    font:
      var(--cpis-text-size, medium) / 1.375 Arial,
      Helvetica,
      sans-serif;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    color: var(--ink);
    --ink: #212b32;
    --muted: #4c6272;
    --link: #005eb8;
    --paper: #fff;
    --tint: #f0f4f5;
    --grey: #768692;
    --blue: #003087;
    --ground: var(--paper);
    --edge: var(--ink);
    --keel: none;
    --mark: var(--ink);
    --soft: var(--muted);
  }
  :host([theme="dark"]) .root {
    --ink: #f0f4f5;
    --muted: #c4ced4;
    --link: #9cd0ff;
    --paper: #17202a;
    --tint: #222d38;
    --grey: #8fa0ac;
    --blue: #9cd0ff;
  }
  .record {
    --ground: #fff9c4;
    --keel: #ffb81c;
    --soft: #3f525f;
    --mark: #212b32;
  }
  :host([theme="dark"]) .record {
    --ground: #2e2808;
    --edge: #ffb81c;
    --soft: #e0dcc0;
  }
  .ended {
    --keel: #fff9c4;
    --edge: var(--muted);
  }
  :host([theme="dark"]) .ended {
    --keel: #4a430f;
  }
  .none,
  .plain {
    --ground: var(--tint);
    --edge: var(--grey);
  }
  .none {
    --keel: #d8dde0;
  }
  :host([theme="dark"]) .none {
    --keel: #3a4854;
  }
  .plain {
    --mark: var(--muted);
  }
  .checking {
    --edge: var(--grey);
  }
  .not-checked {
    --edge: var(--muted);
  }
  .failed {
    --edge: var(--blue);
  }
  .unknown {
    --mark: var(--edge);
    --keel: repeating-linear-gradient(135deg, var(--edge) 0 0.4em, var(--ground) 0 0.8em);
    border-style: dashed !important;
  }
  .unknown .keel {
    border-right-style: dashed;
  }
  .unknown .keel .i {
    background: var(--ground);
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  .box {
    border: 2px solid var(--edge);
    border-radius: 4px;
    background: var(--ground);
  }
  .ribbon {
    padding: 0.214em 0.857em;
    font: bold 0.875em/1.429 Arial;
    background: #330072;
    color: #fff;
  }
  .top {
    display: grid;
    grid-template: auto auto 1fr / 2.75em 1fr;
    min-height: calc(24.5em - 4px);
  }
  .keel {
    grid-row: 1/-1;
    padding-top: 0.5em;
    border-right: 2px solid var(--edge);
    background: var(--keel);
    color: var(--mark);
    text-align: center;
  }
  .keel .i {
    width: 1.75em;
    height: 1.75em;
  }
  .h,
  .body,
  .side {
    margin: 0 0.75em;
    grid-column: 2;
  }
  .h,
  .n {
    font: bold 1.1875em/1.368 Arial;
  }
  .h {
    margin: 0.421em 0.632em 0;
  }
  .side {
    align-self: end;
    padding: 0.5em 0;
  }
  .note,
  .foot,
  .tag,
  .copied {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .note,
  .foot {
    padding-top: 0.286em;
    color: var(--soft);
  }
  b,
  .b {
    font-weight: bold;
    color: var(--ink);
  }
  .num {
    display: inline-block;
    margin-right: 1em;
  }
  .tel {
    padding: 0.125em 0;
  }
  .tag {
    display: inline-block;
    font-weight: bold;
    padding: 0.0714em 0.571em;
    margin-right: 0.2em;
    border: 1px dashed;
    border-radius: 2px;
  }
  .pill {
    border-style: solid;
    padding: 0.0714em 0.429em;
  }
  .full {
    border: 1px solid var(--ink);
    background: var(--ink);
    color: var(--paper);
  }
  .i {
    width: 1.25em;
    height: 1.25em;
    flex: none;
    vertical-align: middle;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
  }
  .f {
    fill: currentcolor;
    stroke: none;
  }
  .c {
    stroke: var(--keel);
    stroke-width: 2.6;
    stroke-linecap: round;
  }
  .unknown .c {
    stroke: var(--ground);
  }
  .pill .i {
    width: 1em;
    height: 1em;
    margin: -0.2em 0.35em 0 0;
  }
  .keel .not-checked {
    stroke-dasharray: 3.5 2.16;
  }
  a {
    display: inline-block;
    min-height: 24px;
    color: var(--link);
    white-space: nowrap;
  }
  a.b {
    color: var(--link);
  }
  button {
    font: inherit;
    font-weight: bold;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    width: 100%;
    min-height: 2.25em;
    padding: 0.25em 0.75em;
    border: 2px solid var(--link);
    border-radius: 4px;
    background: var(--paper);
    color: var(--link);
    cursor: pointer;
  }
  [aria-expanded="true"] .i {
    transform: rotate(180deg);
  }
  button + button {
    margin-top: 0.5em;
  }
  .copy {
    width: 1.75em;
    min-height: 1.75em;
    padding: 0;
    border: 0;
    margin-left: 0.4em;
    background: none;
    vertical-align: middle;
  }
  .copy .i {
    width: 1em;
    height: 1em;
  }
  :host([density="touch"]) :is(button, a) {
    min-height: 44px;
    min-width: 44px;
    line-height: 44px;
  }
  :focus-visible {
    outline: 3px solid var(--ink);
    background: #ffeb3b;
    color: #212b32;
  }
  .vh {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .print {
    display: none;
  }
  :is(.tall, :host([reserve="two-councils"]) .box) .top {
    min-height: calc(32.5em - 4px);
  }
  @container (max-width: 19.99em) {
    .top {
      grid-template-columns: 1.75em 1fr;
    }
    .keel .i {
      width: 1.25em;
      height: 1.25em;
    }
  }
  @container (min-width: 25em) {
    .top {
      min-height: calc(17.75em - 4px);
    }
    :is(.tall, :host([reserve="two-councils"]) .box) .top {
      min-height: calc(22.25em - 4px);
    }
  }
  @container (min-width: 26.25em) {
    :is(.tall, :host([reserve="two-councils"]) .box) .top {
      min-height: calc(20.25em - 4px);
    }
  }
  @container (min-width: 56.25em) {
    .box .top.top {
      grid-template: 1fr auto auto 1fr / 3.5em 1fr 12.75em;
      min-height: calc(10.75em - 4px);
    }
    .keel {
      display: grid;
      place-items: center;
      padding: 0;
    }
    .keel .i {
      width: 2.25em;
      height: 2.25em;
    }
    .h {
      grid-row: 2;
      margin: 0 0.842em;
    }
    .body {
      margin: 0 1em;
      grid-row: 3;
    }
    .side {
      display: flex;
      flex-direction: column;
      align-items: start;
      justify-content: space-between;
      grid-area: 1/3/-1;
      align-self: stretch;
      padding: 0.625em 0 0.375em;
      margin: 0;
    }
    .side button {
      width: auto;
    }
    .note span {
      display: block;
    }
  }
  @container (min-width: 77.5em) {
    .box .top.top {
      min-height: calc(7em - 4px);
    }
    .rows {
      display: grid;
      grid-template-columns: fit-content(24em) 1fr;
      column-gap: 1em;
    }
  }
  @media (forced-colors: active) {
    .record {
      border-width: 4px;
    }
    .full,
    .c {
      forced-color-adjust: none;
      background: Canvas;
      color: CanvasText;
      border-color: CanvasText;
      stroke: Canvas;
    }
    .copy {
      border: 1px solid;
    }
  }
  @media print {
    .root {
      display: none;
    }
    .print {
      display: block;
      padding: 0.5em 1em;
      border: 2px solid;
      font: 12pt/1.4 Arial;
    }
  }
`;
