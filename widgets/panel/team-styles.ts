import { panelBase } from "./base-styles.js";

const css = String.raw;

/** The look of the team views (ui 5): tables whose rows become blocks where there is no width. */
export const teamStyles = css`
  ${panelBase}
  .root > * + * {
    margin-top: 0.75em;
  }
  .title {
    font-size: 1.625em;
    line-height: 1.231;
    font-weight: bold;
  }
  .notice {
    padding: 0.5em 0.875em;
    border: 1px solid var(--ink);
    border-radius: 4px;
    background: var(--paper);
  }
  .notice.unknown {
    border: 2px dashed var(--muted);
  }
  .notice.attention,
  .tile.attention {
    background: var(--yellow);
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(15em, 1fr));
    gap: 0.75em;
  }
  .five {
    grid-template-columns: repeat(auto-fit, minmax(11em, 1fr));
  }
  .tile {
    padding: 0.5em 0.75em 0.75em;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--paper);
  }
  .tile.bad {
    border: 2px solid var(--hidden);
  }
  .tile.attention {
    border: 2px solid var(--ink);
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
  .meter {
    display: block;
    width: 100%;
    height: 0.875em;
    margin: 0.25em 0;
    border: 1px solid var(--visible);
    overflow: visible;
  }
  .meter-full {
    fill: var(--visible);
  }
  .meter-line {
    fill: var(--ink);
    stroke: var(--paper);
    stroke-width: 0.3;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line-strong);
  }
  .tabs button {
    margin-bottom: -1px;
    padding: 0.375em 0.9375em;
    border: 1px solid transparent;
    border-radius: 4px 4px 0 0;
    background: none;
    color: var(--ink);
    font-weight: normal;
  }
  .tabs [aria-selected="true"] {
    border-color: var(--line-strong);
    border-bottom-color: var(--paper);
    background: var(--paper);
    font-weight: bold;
  }
  .tabs + * {
    margin-top: 0.875em;
  }
  [data-place] > * + * {
    margin-top: 0.75em;
  }
  .row[data-place] > * {
    margin-top: 0;
  }
  [data-place="view"]:focus-visible,
  [data-place="list"]:focus-visible {
    background: none;
  }
  .empty {
    padding: 0.5em 0.875em;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--paper);
  }
  .field {
    display: grid;
    gap: 0.25em;
    width: 100%;
  }
  .table {
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--paper);
    font-size: 0.875em;
    line-height: 1.429;
  }
  .row {
    display: grid;
    grid-template-columns: var(--columns);
    gap: 0 0.75em;
    padding: 0.571em 0.714em;
    border-top: 1px solid var(--line);
  }
  .row > * {
    min-width: 0;
  }
  .head {
    border-top: 0;
    border-bottom: 2px solid var(--line-strong);
    background: var(--tint);
    font-weight: bold;
  }
  .group {
    --columns: 1fr;
    background: var(--tint);
    font-size: 1.143em;
    font-weight: bold;
  }
  .inbox {
    --columns: 8.5em 14em minmax(12em, 1fr) 10em 13em 15em;
  }
  .work {
    --columns: 14em 22em minmax(14em, 1fr) 10em;
  }
  .files {
    --columns: 4em 10em 8em 1fr;
  }
  .silence {
    --columns: 1fr 1fr 1.2fr;
    align-self: start;
  }
  .halves {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.875em;
    align-items: start;
  }
  .opening {
    display: block;
  }
  .acts {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.5em;
  }
  .row .small-button {
    font-size: 1em;
  }
  .row br + .small-button {
    margin-top: 0.5em;
  }
  .owner {
    display: inline-block;
    margin-left: 0.5em;
  }
  .national {
    display: block;
  }
  .link {
    min-height: 0;
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    text-align: left;
    text-decoration: underline;
  }
  .tag {
    font-size: 1em;
  }
  .sides {
    border-collapse: collapse;
    margin-top: 0.25em;
  }
  .sides :is(th, td) {
    padding: 0.25em 0.75em 0.25em 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
  }
  .sides :is(th, td) {
    white-space: nowrap;
  }
  .sides th[scope="row"] {
    font-weight: normal;
  }
  .differs {
    padding: 0 0.143em;
    border: 1px solid var(--ink);
    background: var(--yellow);
    font-weight: bold;
  }
  @container (max-width: 60em) {
    .halves {
      grid-template-columns: 1fr;
    }
    :is(.inbox, .work) {
      --columns: 1fr;
    }
    :is(.inbox, .work) .head {
      position: absolute;
      clip-path: inset(50%);
    }
  }
  @container (max-width: 28em) {
    .files,
    .silence {
      --columns: 1fr 1fr;
    }
  }
  @media (forced-colors: active) {
    .tabs [aria-selected="true"] {
      border: 3px solid;
    }
    .meter-full {
      fill: Highlight;
      forced-color-adjust: none;
    }
    .differs {
      border-width: 3px;
    }
  }
`;
