const css = String.raw;

/** The look of the opened details; the closed banner's tokens and parts hold here too. */
export const detailsStyles = css`
  .details {
    --soft: var(--muted);
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
    padding: 0.35em 1em;
    border-bottom: 1px solid var(--line);
    background: var(--tint);
  }
  .end {
    margin-left: auto;
  }
  .strip span,
  .card div,
  .limits,
  .again span,
  small,
  th,
  td {
    font-size: 0.875em;
    line-height: 1.43;
  }
  .strip span,
  .again span,
  small,
  th {
    color: var(--soft);
  }
  .strip b {
    font-size: 1.143em;
  }
  .cols {
    padding: 0.875em 1em 0;
  }
  .details .h3,
  .details .h2 {
    font: bold 1em/1.5 Arial;
    color: var(--ink);
  }
  .details .h2 {
    font-size: 1.1875em;
  }
  .card {
    margin-bottom: 0.75em;
    padding: 0.75em;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .strong,
  .now {
    border: 2px solid var(--ink);
  }
  ul {
    padding-left: 1.25em;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  tr {
    border-bottom: 1px solid var(--line);
  }
  th,
  td {
    padding: 0.5em 0.5em 0.5em 0;
    text-align: left;
    vertical-align: top;
  }
  small {
    display: block;
  }
`;
