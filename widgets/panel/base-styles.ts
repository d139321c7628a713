const css = String.raw;

/** Colours and type that the panel and the team views share (ui 2). Nothing is green; everything is in em of the root. */
export const panelBase = css`
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
    --muted: #4c6272;
    --link: #005eb8;
    --paper: #fff;
    --tint: #f0f4f5;
    --grey: #768692;
    --line: #d8dde0;
    --line-strong: #aeb7bd;
    --yellow: #fff9c4;
    --mine: #cce1f3;
    --mine-ink: #004281;
    --visible: #005eb8;
    --hidden: #d5281b;
    --on-keel: #fff;
    --primary: #005eb8;
    --on-primary: #fff;
  }
  :host([theme="dark"]) .root {
    --ink: #f0f4f5;
    --muted: #c4ced4;
    --link: #9cd0ff;
    --paper: #17202a;
    --tint: #222d38;
    --grey: #8fa0ac;
    --line: #3a4854;
    --line-strong: #5b6b78;
    --yellow: #2e2808;
    --mine: #17395a;
    --mine-ink: #cfe6ff;
    --primary: #9cd0ff;
    --on-primary: #17202a;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  b,
  .b,
  .h,
  .h3,
  .tag,
  button,
  .ribbon,
  label,
  .missing {
    font-weight: bold;
  }
  .small,
  .tag,
  .ribbon {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .muted {
    color: var(--muted);
  }
  .nb {
    display: inline-block;
    white-space: nowrap;
  }
  .ribbon {
    padding: 0.214em 0.857em;
    background: #330072;
    color: #fff;
  }
  .tag {
    display: inline-block;
    padding: 0.143em 0.571em;
    border: 1px dashed;
    border-radius: 2px;
  }
  .tag.current {
    border: 1px solid var(--ink);
    background: var(--ink);
    color: var(--paper);
  }
  .tag.mine {
    border: 1px solid var(--mine-ink);
    background: var(--mine);
    color: var(--mine-ink);
  }
  .tag.attention {
    border: 1px solid var(--ink);
    background: var(--yellow);
  }
  .i {
    width: 2.25em;
    height: 2.25em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
  }
  .f {
    fill: currentcolor;
    stroke: none;
  }
  .c {
    stroke: var(--paper);
    stroke-width: 2.6;
    stroke-linecap: round;
  }
  .i-not-checked {
    stroke-dasharray: 3.5 2.16;
  }
  a {
    display: inline-block;
    min-height: 1.5em;
    color: var(--link);
    white-space: nowrap;
  }
  button {
    font: inherit;
    font-weight: bold;
    min-height: 2.25em;
    padding: 0.25em 0.75em;
    border: 2px solid;
    border-radius: 4px;
    background: var(--paper);
    color: var(--link);
    cursor: pointer;
  }
  button.primary {
    border-color: var(--primary);
    background: var(--primary);
    color: var(--on-primary);
  }
  .small-button {
    font-size: 0.875em;
    min-height: 2.143em;
  }
  textarea,
  select,
  input {
    display: block;
    width: 100%;
    padding: 0.375em 0.5em;
    border: 2px solid var(--muted);
    border-radius: 4px;
    background: var(--paper);
    color: var(--ink);
    font: inherit;
  }
  .missing {
    display: block;
    color: var(--ink);
    border-left: 4px solid var(--ink);
    padding-left: 0.5em;
  }
  :is(button, a, textarea, select, input, [tabindex]):focus-visible {
    outline: 3px solid var(--focus-edge, #212b32);
    background: #ffeb3b;
    color: #212b32;
  }
  [data-place]:focus-visible {
    background: var(--paper);
    color: var(--ink);
  }
  :host([theme="dark"]) .root {
    --focus-edge: #f0f4f5;
  }
  .vh {
    position: absolute;
    clip-path: inset(50%);
  }
  .means {
    padding: 0.25em 0 0.25em 0.75em;
    border-left: 4px solid var(--line-strong);
    font-size: 0.875em;
    line-height: 1.429;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  :host([density="touch"]) :is(button, select) {
    min-height: 44px;
  }
  @media (forced-colors: active) {
    .tag.current,
    .tag.mine,
    .tag.attention {
      border: 2px solid;
    }
    .i {
      stroke: CanvasText;
    }
    .f {
      fill: CanvasText;
    }
    .c {
      stroke: Canvas;
      forced-color-adjust: none;
    }
  }
`;
