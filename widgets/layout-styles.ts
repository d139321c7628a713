const css = String.raw;

/**
 * The four layouts by the banner's own width with their reserved heights, forced colours and print (ui 8 and 9).
 *
 * Heights are minimums: twice the text size and long names grow the box, and nothing is clipped.
 */
export const layouts = css`
  @container (max-width: 19.99em) {
    .top {
      grid-template-columns: 1.75em 1fr;
    }
    .keel .i {
      height: 1.25em;
    }
  }
  @container (min-width: 25em) {
    .box {
      --min: 17.75em;
    }
  }
  @container (min-width: 56.25em) {
    .box {
      --min: 10.75em;
    }
    .top {
      grid-template: 1fr auto auto 1fr / 3.5em 1fr 12.75em;
    }
    .keel {
      display: grid;
      place-content: center;
      padding: 0;
    }
    .keel .i {
      height: 2.25em;
    }
    .h {
      grid-row: 2;
      margin: 0 0.842em 0.105em;
    }
    .body {
      grid-row: 3;
      margin: 0 1em;
    }
    .side {
      display: grid;
      justify-items: start;
      align-content: space-between;
      grid-area: 1/3/-1;
      align-self: stretch;
      padding: 0.5em 0.75em 0.25em 0;
      margin: 0;
    }
    .side button {
      width: auto;
    }
    .note {
      padding: 0;
    }
    .note span {
      display: block;
    }
  }
  @container (min-width: 77.5em) {
    .box {
      --min: 7em;
    }
  }
  @media (forced-colors: active) {
    .record {
      border-width: 4px;
    }
    .box .c {
      forced-color-adjust: none;
      background: Canvas;
      color: CanvasText;
      border-color: CanvasText;
      stroke: Canvas;
    }
  }
  @media print {
    .root,
    .vh {
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
