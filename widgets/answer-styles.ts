const css = String.raw;

/** What the closed banner needs for an answer besides its own styles: tags, telephones, and the looks of two answers. */
export const answerStyles = css`
  .tall {
    --min: 32.5em;
  }
  .ended {
    --keel: var(--ended);
    --edge: var(--muted);
  }
  .none {
    --ground: var(--tint);
    --edge: var(--grey);
    --keel: var(--none);
  }
  .tag,
  .copied {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .tag {
    display: inline-block;
    padding: 0.143em 0.571em;
    margin-right: 0.2em;
    border: 1px dashed;
    border-radius: 2px;
    font-weight: bold;
  }
  .tel {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 1em;
    padding-top: 0.25em;
  }
  .tel + .who {
    padding-top: 0.5em;
  }
  .pill {
    border-style: solid;
    padding: 0.143em 0.357em;
    margin: 0;
  }
  .full {
    border: 1px solid var(--ink);
    background: var(--ink);
    color: var(--paper);
  }
  .pill .i {
    height: 1em;
    margin: -0.2em 0.35em 0 0;
  }
  [aria-expanded="true"] .i {
    transform: rotate(180deg);
  }
  .copy {
    width: 1.75em;
    min-height: 1.75em;
    padding: 0;
    border: 0;
    margin-left: 0.25em;
    vertical-align: middle;
  }
  .copy:not(:focus-visible) {
    background: none;
  }
  .copy .i {
    height: 1em;
  }
  @container (min-width: 25em) {
    .tall {
      --min: 22.25em;
    }
  }
  @container (min-width: 26.25em) {
    .tall {
      --min: 20.25em;
    }
  }
  @container (min-width: 56.25em) {
    .tall {
      --min: 10.75em;
    }
  }
  @container (min-width: 77.5em) {
    .tall {
      --min: 7em;
    }
    .rows {
      display: grid;
      grid-template-columns: fit-content(24em) 1fr;
      gap: 0 1em;
    }
    .rows .who {
      padding-top: 0.25em;
    }
  }
  @media (forced-colors: active) {
    .full {
      forced-color-adjust: none;
      background: Canvas;
      color: CanvasText;
      border-color: CanvasText;
    }
    .copy {
      border: 1px solid;
    }
  }
`;
