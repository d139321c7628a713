const css = String.raw;

/** Where things stand: cards beside one another where there is width, tables that become blocks where there is none. */
export const consoleLayout = css`
  main {
    display: block;
    padding: 0.875em 1em 2em;
  }
  main > * + *,
  .wide > * + *,
  .narrow > * + *,
  .form > * + *,
  .check > * + *,
  section > * + *,
  .pause > * + *,
  .change-acts > * + *,
  .change-what > * + * {
    margin-top: 0.875em;
  }
  .tile > * + *,
  .example > * + * {
    margin-top: 0.125em;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em;
  }
  .lead {
    max-width: 60em;
  }
  .gate {
    max-width: 40em;
    margin: 2em auto;
    padding: 1.5em;
    border: 2px solid var(--ink);
    border-radius: 4px;
    background: var(--paper);
  }
  .gate > * + * {
    margin-top: 0.75em;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(15em, 1fr));
    gap: 0.75em;
  }
  .tile {
    padding: 0.5em 0.75em 0.75em;
  }
  .tile.attention {
    padding: calc(0.5em - 1px) calc(0.75em - 1px);
  }
  .columns {
    display: grid;
    gap: 0.875em;
  }
  .wide,
  .narrow {
    min-width: 0;
  }
  .change-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.5em;
    padding: 0.5em 0.75em;
    border-bottom: 1px solid var(--line);
  }
  section.change > * + * {
    margin-top: 0;
  }
  .change-body {
    display: grid;
    gap: 1.5em;
    padding: 0.75em;
  }
  .change-full {
    padding: 0 0.75em 0.75em;
  }
  .before-after > div {
    display: grid;
    grid-template-columns: minmax(7em, 12em) 1fr;
    border-bottom: 1px solid var(--line);
  }
  .before-after dt {
    grid-row: 1 / span 2;
    padding: 0.25em 0.75em 0.25em 0;
  }
  .before-after dd {
    grid-column: 2;
    padding: 0.1875em 0;
  }
  .before-after dd + dd {
    border-top: 1px solid var(--line);
  }
  .card-head,
  caption {
    padding: 0.5em 0.714em;
    border-bottom: 2px solid var(--line-strong);
    background: var(--tint);
    font-size: 0.875em;
    font-weight: bold;
    text-align: start;
  }
  section.facts > * + * {
    margin-top: 0;
  }
  .facts dl > div {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75em;
    padding: 0.571em 0.714em;
    border-top: 1px solid var(--line);
  }
  .facts dl {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .facts dt {
    font-weight: normal;
  }
  .empty {
    padding: 0.5em 0.714em;
    font-size: 0.875em;
  }
  section.card > .card-head + .empty {
    margin-top: 0;
  }
  table {
    width: 100%;
    border-spacing: 0;
    border-collapse: separate;
    font-size: 0.875em;
    line-height: 1.429;
  }
  table :is(th, td) {
    padding: 0.571em 0.714em;
    text-align: start;
    vertical-align: top;
    overflow-wrap: break-word;
    border-top: 1px solid var(--line);
  }
  caption {
    border: 1px solid var(--line-strong);
    border-bottom: 0;
    font-size: 1em;
    background: var(--paper);
  }
  thead th {
    overflow-wrap: normal;
    border-top: 0;
    border-bottom: 2px solid var(--line-strong);
    background: var(--tint);
    vertical-align: bottom;
  }
  tbody th {
    font-weight: normal;
  }
  tbody tr:first-child > * {
    border-top: 0;
  }
  caption.vh {
    border: 0;
  }
  .tabs {
    display: flex;
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line-strong);
  }
  .tabs a {
    padding: 0.5em 0.875em;
    margin-bottom: -1px;
    border: 1px solid transparent;
    border-radius: 4px 4px 0 0;
    color: var(--ink);
    text-decoration: none;
    white-space: normal;
  }
  .tabs a:hover {
    text-decoration: underline;
  }
  .tabs a[aria-current] {
    border-color: var(--line-strong);
    border-bottom-color: var(--paper);
    background: var(--paper);
    font-weight: bold;
  }
  .form,
  .pause {
    padding: 0.75em;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(14em, 1fr));
    gap: 0.75em;
    align-items: end;
  }
  fieldset {
    border: 0;
    min-width: 0;
  }
  .tick {
    display: grid;
    grid-template-columns: 1.5em 1fr;
    gap: 0 0.5em;
    align-items: center;
    padding: 0.1875em 0;
  }
  .tick input {
    width: 1.5em;
    height: 1.5em;
    accent-color: var(--primary);
  }
  .tick label {
    font-weight: normal;
  }
  .tick .does {
    grid-column: 2;
  }
  .code,
  pre {
    font:
      0.875em / 1.429 "Courier New",
      monospace;
  }
  pre {
    max-height: 30em;
    overflow: auto;
    white-space: pre-wrap;
  }
  .issues li {
    padding: 0.25em 0.5em;
    border-left: 4px solid var(--ink);
  }
  .issues li + li {
    margin-top: 0.25em;
  }
  .examples {
    display: grid;
    gap: 1em;
    padding: 0.75em;
    border-radius: 4px;
  }
  .examples.dark {
    background: #17202a;
    color: #f0f4f5;
  }
  .w1000 .example {
    max-width: 62.5em;
  }
  .w420 .example {
    max-width: 26.25em;
  }
  .w320 .example {
    max-width: 20em;
  }
`;
