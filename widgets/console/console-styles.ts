import { panelBase } from "../panel/base-styles.js";
import { consoleLayout } from "./console-layout-styles.js";
import { consoleWidths } from "./console-width-styles.js";

const css = String.raw;

/** The look of the console (ui 6): the panel's colours and type, the frame around pages, and their cards. */
export const consoleStyles = css`
  ${panelBase}
  .root {
    --ground: #e8edee;
    min-height: 100vh;
    background: var(--ground);
  }
  :is(h1, h2, h3, .site, legend, dt, th, summary) {
    font-weight: bold;
  }
  h1 {
    font-size: 1.625em;
    line-height: 1.231;
  }
  h2,
  h3 {
    font-size: 1em;
  }
  [hidden] {
    display: none !important;
  }
  .ribbon {
    text-align: center;
    font-size: 0.875em;
    padding: 0.357em 1em;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.5em;
    min-height: 2.5em;
    padding: 0 0.875em;
    background: #212b32;
    color: #fff;
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
  }
  .bar nav {
    font-size: 0.875em;
    align-self: stretch;
  }
  .bar nav a {
    display: flex;
    align-items: center;
    min-height: 2.857em;
    padding: 0 0.571em;
    color: #fff;
    text-decoration: none;
  }
  .bar nav a:hover {
    text-decoration: underline;
  }
  .bar nav a[aria-current] {
    background: var(--ground);
    color: var(--ink);
    font-weight: bold;
  }
  .who {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 0.571em;
    margin-left: auto;
    padding: 0.25em 0;
    font-size: 0.875em;
  }
  button.quiet {
    min-height: 2.143em;
    border-color: #fff;
    background: #212b32;
    color: #fff;
  }
  .bar :is(a, button):focus-visible {
    outline-color: #fff;
    outline-offset: -3px;
    background: #ffeb3b;
    color: #212b32;
  }
  .skip {
    position: absolute;
    clip-path: inset(50%);
  }
  .skip:focus {
    position: static;
    clip-path: none;
  }
  h1:focus-visible {
    background: none;
    outline: none;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .strip {
    padding: 0.5em 1em;
    border-bottom: 1px solid var(--ink);
  }
  .attention,
  .strip.attention {
    background: var(--yellow);
  }
  .muted {
    --muted: #4c6272;
  }
  .attention .muted {
    color: #3f525f;
  }
  .on::before {
    content: "";
    display: inline-block;
    width: 0.625em;
    height: 0.625em;
    margin-right: 0.5em;
    border-radius: 50%;
    background: var(--link);
  }
  .mark {
    padding: 0 0.125em;
    border: 1px solid var(--ink);
    background: var(--yellow);
  }
  .under {
    display: block;
    color: var(--muted);
    font-size: 0.875em;
    font-weight: normal;
  }
  td .under,
  th .under,
  dl .under {
    font-size: 1em;
  }
  :is(td, th, dd) .tag {
    font-size: 1em;
  }
  td .tag:not(.attention) {
    white-space: nowrap;
  }
  .card,
  .tile,
  .note {
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--paper);
  }
  .tile.attention,
  .note.attention,
  .change {
    border: 2px solid var(--ink);
  }
  .tile.attention,
  .note.attention {
    background: var(--yellow);
  }
  .note {
    padding: 0.5em 0.875em;
  }
  /* What came of a press stands in sight however long the page is, and what has the focus stands above it. */
  main > .note:is([role="status"], [role="alert"]) {
    position: sticky;
    bottom: 0.5em;
    border: 2px solid var(--ink);
  }
  :is(a, button, input, select, textarea) {
    scroll-margin-block: 5em;
  }
  .number {
    white-space: nowrap;
  }
  .tile .i {
    width: 1.25em;
    height: 1.25em;
    vertical-align: middle;
  }
  .large {
    font-size: 1.625em;
    line-height: 1.231;
    font-weight: bold;
  }
  button[disabled] {
    border-color: var(--grey);
    background: var(--tint);
    color: var(--muted);
    cursor: default;
  }
  a.button {
    display: inline-flex;
    align-items: center;
    min-height: 2.25em;
    padding: 0.25em 0.75em;
    border-radius: 4px;
    background: var(--primary);
    color: var(--on-primary);
    font-weight: bold;
    text-decoration: none;
  }
  .card a,
  .tile a {
    min-height: 0;
    white-space: normal;
  }
  ${consoleLayout}
  ${consoleWidths}
  @media (forced-colors: active) {
    .bar nav a[aria-current],
    .tabs a[aria-current],
    .mark {
      border: 2px solid;
    }
    .tile.attention,
    .note.attention,
    .strip.attention {
      border: 4px solid;
    }
    a.button,
    button[disabled] {
      border: 2px solid;
    }
    button[disabled] {
      color: GrayText;
    }
  }
  @media print {
    .bar,
    .skip,
    .actions {
      display: none;
    }
  }
`;
