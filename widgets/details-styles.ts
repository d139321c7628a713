const css = String.raw;

/** The look of the opened details; the closed banner's tokens and parts hold here too. */
export const detailsStyles = css`
  .details {
    --muted: var(--quiet);
    --line: #aeb7bd;
    border-top: 2px solid var(--edge);
    border-radius: 0 0 2px 2px;
    background: var(--paper);
  }
  :host([theme="dark"]) .details {
    --line: #5b6b78;
  }
  .strip {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 1.25em;
    padding: 0.4em 1em;
    border-bottom: 1px solid var(--line);
    background: var(--tint);
  }
  .end {
    margin-left: auto;
  }
  .small {
    width: auto;
    min-height: 2.143em;
    padding: 0.1em 0.857em;
    font-size: 0.875em;
  }
  .strip span,
  .box .card,
  .limits,
  .redo span,
  table {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .strip span,
  .redo span,
  small,
  th {
    color: var(--muted);
  }
  .strip b {
    color: var(--ink);
    font-size: 1.143em;
    margin-left: 0.125em;
  }
  .cols {
    padding: 0.875em 1em 0;
  }
  .h3 {
    font: bold 1em/1.5 Arial;
    margin-bottom: 0.25em;
  }
  .card .h3 {
    font-size: 1.143em;
  }
  .card :is(table, .foot, .tag, .copied) {
    font-size: 1em;
  }
  .card p {
    margin-top: 0.5em;
  }
  .h2 {
    font: bold 1.357em/1.4 Arial;
  }
  .card {
    margin-bottom: 0.857em;
    padding: 0.857em;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .strong {
    border: 2px solid var(--ink);
  }
  .card a,
  .limits a {
    min-height: 0;
  }
  ul {
    padding-left: 1.25em;
  }
  .big ul,
  .big p {
    margin: 0.25em 0 0.5em;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  .council td {
    font-size: 1.143em;
  }
  thead {
    display: none;
  }
  tr,
  td {
    display: block;
  }
  tr {
    padding: 0.4em 0.5em;
    border-bottom: 1px solid var(--line);
  }
  .council tr {
    padding: 0.4em 0;
  }
  td::before {
    content: attr(data-label) " ";
    color: var(--muted);
  }
  td:first-child {
    font-weight: bold;
  }
  td:first-child::before {
    content: none;
  }
  .card td .tag {
    font-size: 0.875em;
  }
  .details table .check {
    font-size: 1em;
  }
  small {
    display: block;
    font-size: 0.875em;
    font-weight: normal;
  }
  .marked {
    background: var(--tint);
  }
  .check {
    padding: 0 0.5em;
    border: 1px solid #004281;
    background: #cce1f3;
    color: #004281;
  }
  .tiles {
    display: grid;
    gap: 0.571em;
    margin: 0.714em 0;
  }
  .tile {
    padding: 0.571em 0.714em;
    border: 1px solid var(--line);
    border-radius: 4px;
    color: var(--muted);
  }
  .tile > div,
  .tile .tag:not(.full) {
    color: var(--ink);
  }
  .tile .copy {
    float: right;
    font-size: 0.842em;
  }
  .now {
    border: 2px solid var(--ink);
  }
  .n {
    font: 1.357em/1.474 Arial;
  }
  .limits {
    margin: 0.75em 0;
    padding-left: 0.857em;
    border-left: 4px solid var(--line);
  }
  .redo {
    margin: 0 1em;
    padding: 0.75em 0 1em;
    border-top: 1px solid var(--line);
  }
  .redo span {
    display: inline-block;
    padding-top: 0.4em;
  }
  .redo button span {
    padding: 0;
    font-size: 1em;
    color: inherit;
  }
  @container (min-width: 37.5em) {
    .tiles {
      grid-template-columns: 1fr 1fr;
    }
    thead {
      display: table-header-group;
    }
    .details tr {
      display: table-row;
    }
    th,
    .details td {
      display: table-cell;
      padding: 0.429em 0.571em 0.429em 0;
      text-align: left;
      vertical-align: top;
      font-weight: normal;
    }
    th {
      font-weight: bold;
    }
    td::before {
      content: none;
    }
    .marked td:first-child {
      padding-left: 0.571em;
    }
  }
  @container (min-width: 56.25em) {
    .cols {
      display: grid;
      grid-template-columns: 1fr 21.25em;
      gap: 1.5em;
    }
    .redo {
      display: flex;
      align-items: center;
      gap: 1em;
    }
    .redo button {
      width: auto;
    }
  }
`;
