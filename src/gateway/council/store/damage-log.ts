import type { DamagedRow } from "../../../ports/damaged-row.js";
import type { StoreContext } from "../../store/store-context.js";
import { openJsonIfIntact, type SealedPlace } from "./seal-json.js";

/** The damaged rows that the council's readers have met in one database. */
export interface DamageLog {
  /** Opens a value, or notes the row and gives undefined. */
  open<Value>(sealed: Uint8Array, place: SealedPlace<Value>, row: DamagedRow): Value | undefined;
  /** Somebody has written it anew. */
  mended(row: Pick<DamagedRow, "place" | "key">): void;
  all(): readonly DamagedRow[];
}

const logs = new WeakMap<StoreContext["database"], DamageLog>();

/** The log of a database: one, whichever of its stores asks. */
export function damageLog({ database, sealer }: Pick<StoreContext, "database" | "sealer">): DamageLog {
  const known = logs.get(database);
  if (known !== undefined) return known;
  const rows = new Map<string, DamagedRow>();
  const nameOf = ({ place, key }: Pick<DamagedRow, "place" | "key">): string => `${place} ${key}`;
  const log: DamageLog = {
    open: (sealed, place, row) => {
      const value = openJsonIfIntact({ sealer }, sealed, place);
      if (value === undefined) rows.set(nameOf(row), row);
      return value;
    },
    mended: (row) => void rows.delete(nameOf(row)),
    all: () => [...rows.values()],
  };
  logs.set(database, log);
  return log;
}
