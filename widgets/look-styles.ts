const css = String.raw;

/**
 * What tells the states apart: ground, keel and edge of each (ui 1, 2 and 4).
 *
 * Stripes and a dashed edge mean that nobody knows; a register's answer is solid. Only a current plan is filled yellow.
 */
export const looks = css`
  .box {
    --edge: var(--ink);
    --ground: var(--paper);
    --keel: none;
    --muted: var(--quiet);
    --min: 24.5em;
    border: 2px solid var(--edge);
    border-radius: 4px;
    background: var(--ground);
  }
  .record {
    --ground: var(--record);
    --keel: #ffb81c;
    --edge: var(--amber, #212b32);
    --muted: var(--soft);
  }
  .plain {
    --ground: var(--tint);
  }
  .plain,
  .checking {
    --edge: var(--grey);
  }
  .not-checked {
    --edge: var(--muted);
  }
  .failed {
    --edge: var(--blue);
  }
  .unknown {
    --keel: repeating-linear-gradient(135deg, var(--edge) 0 0.4em, var(--ground) 0 0.8em);
    border-style: dashed;
  }
`;
