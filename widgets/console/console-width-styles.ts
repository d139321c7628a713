const css = String.raw;

/** What changes with the console's own width, in em: twice the text is half the room. */
export const consoleWidths = css`
  @container (min-width: 56em) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 23.75em;
    }
    .change-body {
      grid-template-columns: minmax(0, 1fr) 24em;
    }
  }
  @container (max-width: 43.99em) {
    table,
    thead,
    tbody,
    tr,
    table :is(th, td),
    caption {
      display: block;
    }
    thead {
      position: absolute;
      clip-path: inset(50%);
    }
    table :is(th, td) {
      border: 0;
      padding: 0.143em 0.714em;
    }
    tbody tr {
      padding: 0.429em 0;
      border-top: 1px solid var(--line);
    }
    td::before {
      content: attr(data-label) " ";
      color: var(--muted);
    }
    .who {
      margin-left: 0;
    }
    .before-after > div {
      display: block;
      padding: 0.25em 0;
    }
    .before-after dd + dd {
      border-top: 0;
    }
  }
`;
