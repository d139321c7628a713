import { panelBase } from "./base-styles.js";

const css = String.raw;

/** The look of the panel of one child (ui 5). */
export const panelStyles = css`
  ${panelBase}
  .panel {
    border: 1px solid var(--grey);
    border-radius: 4px;
    background: var(--paper);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 1em;
    padding: 0.5em 0.875em;
    border-bottom: 1px solid var(--line-strong);
    background: var(--tint);
  }
  .state {
    display: grid;
    grid-template-columns: 3em 1fr;
    border-bottom: 1px solid var(--grey);
  }
  .keel {
    display: grid;
    place-content: center;
    background: var(--keel);
    color: var(--keel-ink, var(--on-keel));
  }
  .keel .i {
    display: block;
    width: 2.25em;
    padding: 0.125em;
  }
  .says {
    padding: 0.5em 0.875em 0.625em;
    min-width: 0;
  }
  .h {
    font-size: 1.1875em;
    line-height: 1.368;
  }
  .visible {
    --keel: var(--visible);
  }
  .not-visible {
    --keel: var(--hidden);
  }
  .ended {
    --keel: var(--line);
    --keel-ink: var(--ink);
  }
  .locked {
    --keel: #212b32;
  }
  :host([theme="dark"]) .locked {
    --keel: #f0f4f5;
    --keel-ink: #17202a;
  }
  .waiting,
  .unknown {
    --edge: var(--muted);
    --keel: repeating-linear-gradient(135deg, var(--edge) 0 0.4em, var(--paper) 0 0.8em);
    --keel-ink: var(--edge);
  }
  .unknown {
    border: 2px dashed var(--muted);
  }
  :is(.waiting, .unknown) .keel .i {
    background: var(--paper);
  }
  .remedy {
    margin-top: 0.5em;
    padding-top: 0.375em;
    border-top: 1px solid var(--line);
  }
  .latest {
    margin-top: 0.5em;
    padding: 0.375em 0.625em;
    border: 1px solid var(--ink);
    border-radius: 2px;
    background: var(--yellow);
  }
  .latest.is-waiting {
    border-style: dashed;
    background: none;
  }
  .says p > button {
    margin-top: 0.5em;
  }
  .part {
    padding: 0.5em 0.875em 0.75em;
    border-bottom: 1px solid var(--line);
  }
  .part > * + * {
    margin-top: 0.5em;
  }
  .part:last-child {
    border-bottom: 0;
  }
  .attention {
    background: var(--yellow);
  }
  .plan {
    display: grid;
    grid-template-columns: minmax(7em, 11.5em) max-content 1fr;
    gap: 0 1em;
    align-items: baseline;
    font-size: 0.875em;
  }
  .says-more {
    grid-column: 1 / -1;
    padding-left: 0.5em;
    border-left: 4px solid var(--ink);
  }
  .plan .tag {
    font-size: 1em;
  }
  .card {
    padding: 0.5em 0.75em 0.75em;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
  }
  .card.unowned {
    border: 2px solid var(--ink);
  }
  .card > * + * {
    margin-top: 0.375em;
  }
  .card-top {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    justify-content: space-between;
    gap: 0.25em 0.75em;
  }
  .openings {
    font-size: 0.875em;
    line-height: 1.429;
  }
  .openings li {
    display: grid;
    grid-template-columns: 6.571em 1fr;
    gap: 0 0.5em;
    padding: 0.429em 0;
    border-top: 1px solid var(--line);
  }
  .ring,
  .field {
    font-size: 0.875em;
  }
  .field {
    display: grid;
    gap: 0.25em;
  }
  .field :is(textarea, select) {
    font-size: 1.143em;
  }
  .card .actions {
    margin-top: 0.625em;
  }
  .in-error {
    display: grid;
    gap: 0.5em;
  }
  @container (max-width: 18em) {
    .nb {
      white-space: normal;
    }
    .panel {
      overflow-wrap: anywhere;
    }
  }
  @container (max-width: 25em) {
    .state {
      grid-template-columns: 2.25em 1fr;
    }
    .keel .i {
      width: 1.75em;
    }
    .plan,
    .openings li {
      grid-template-columns: 1fr;
    }
    .actions button {
      flex: 1 1 100%;
    }
  }
  @media (forced-colors: active) {
    .keel {
      border-right: 3px solid;
    }
    :is(.waiting, .unknown) .keel {
      border-right-style: dashed;
    }
    .latest {
      border-width: 3px;
    }
  }
`;
