import { layouts } from "./layout-styles.js";
import { looks } from "./look-styles.js";

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
    font: var(--cpis-text-size, medium) / 1.375 Arial;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    color: var(--ink);
    --ink: #212b32;
    --quiet: #4c6272;
    --link: #005eb8;
    --paper: #fff;
    --tint: #f0f4f5;
    --grey: #768692;
    --blue: #003087;
    --none: #d8dde0;
    --ended: #fff9c4;
    --record: #fff9c4;
    --soft: #3f525f;
  }
  :host([theme="dark"]) .root {
    --ink: #f0f4f5;
    --quiet: #c4ced4;
    --link: #9cd0ff;
    --paper: #17202a;
    --tint: #222d38;
    --grey: #8fa0ac;
    --blue: #9cd0ff;
    --none: #3a4854;
    --ended: #4a430f;
    --record: #2e2808;
    --soft: #e0dcc0;
    --amber: #ffb81c;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  ${looks}
  .ribbon {
    padding: 0.214em 0.857em;
    background: #330072;
    color: #fff;
  }
  .top {
    display: grid;
    grid-template: auto auto 1fr / 2.75em 1fr;
    min-height: calc(var(--min) - 4px);
  }
  .keel {
    grid-row: 1/-1;
    padding-top: 0.5em;
    border-right: 2px solid var(--edge);
    background: var(--keel);
    text-align: center;
  }
  .record .keel {
    color: #212b32;
  }
  .plain .keel {
    color: var(--muted);
  }
  .unknown .keel {
    border-right-style: dashed;
    color: var(--edge);
  }
  .unknown .keel .i {
    background: var(--ground);
  }
  .keel .i {
    height: 1.75em;
  }
  .h,
  .body,
  .side {
    grid-column: 2;
    margin: 0 0.75em;
  }
  .h {
    font-size: 1.1875em;
    line-height: 1.368;
    margin: 0.421em 0.632em 0.105em;
  }
  .side {
    grid-row: 3;
    align-self: end;
    padding: 0.5em 0;
  }
  .note,
  .foot,
  .ribbon {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .note,
  .foot {
    padding-top: 0.286em;
    color: var(--muted);
  }
  b,
  .b,
  .h,
  .ribbon {
    font-weight: bold;
  }
  .foot.b {
    color: inherit;
  }
  .nb,
  a {
    display: inline-block;
  }
  .nb {
    white-space: nowrap;
  }
  .i {
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
    stroke: var(--ground);
    stroke-width: 2.6;
    stroke-linecap: round;
  }
  .record .c {
    stroke: var(--keel);
  }
  .i-not-checked {
    stroke-dasharray: 3.5 2.16;
  }
  a,
  button {
    min-height: 1.5em;
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
    border: 2px solid;
    border-radius: 4px;
    background: var(--paper);
    cursor: pointer;
  }
  button + button {
    margin-top: 0.5em;
  }
  button + button:not(.ask) {
    border: 0;
    background: none;
    font-weight: normal;
    text-decoration: underline;
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
    clip-path: inset(50%);
  }
  .print {
    display: none;
  }
  ${layouts}
`;
