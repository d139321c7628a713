import { CpisError } from "../../../errors/cpis-error.js";
import type { AuditEntry } from "../../../ports/audit.js";
import { insertAudit } from "../../audit/audit-rows.js";
import { sql, statement } from "../../store/statement.js";
import { sealPlace, type StoreContext } from "../../store/store-context.js";
import type { LaunchContext } from "./launch-context.js";

/** A launch that is about to be used. */
export interface LaunchUse {
  readonly issuer: string;
  readonly id: string;
  readonly expiresAt: number;
  readonly now: number;
  readonly code: string;
  readonly codeExpiresAt: number;
  readonly context: LaunchContext;
  readonly audit: AuditEntry;
}

/** Remembers which launches were used, through restarts, and holds each one's patient until its page asks. */
export interface LaunchStore {
  /** Uses a launch up and holds its context under the code. Throws `CPIS_LAUNCH_REPLAYED` the second time. */
  use(launch: LaunchUse): Promise<void>;
  /** Hands a context out, once. Throws `CPIS_LAUNCH_REPLAYED`, or `CPIS_LAUNCH_EXPIRED` for a code past its time or unknown. */
  take(code: string, now: number): Promise<LaunchContext>;
}

const findUsed = statement<{ launch_hash: Uint8Array }>()((slot) =>
  sql.selectFrom("launch_used").select("expires_at").where("launch_hash", "=", slot("launch_hash")),
);
const insertUsed = statement<{ launch_hash: Uint8Array; expires_at: number }>()((slot) =>
  sql.insertInto("launch_used").values({ launch_hash: slot("launch_hash"), expires_at: slot("expires_at") }),
);
const insertCode = statement<{ code_hash: Uint8Array; expires_at: number; sealed_context: Uint8Array }>()(
  (slot) =>
    sql.insertInto("launch_code").values({
      code_hash: slot("code_hash"),
      expires_at: slot("expires_at"),
      sealed_context: slot("sealed_context"),
    }),
);
const findCode = statement<{ code_hash: Uint8Array }>()((slot) =>
  sql
    .selectFrom("launch_code")
    .select(["expires_at", "sealed_context"])
    .where("code_hash", "=", slot("code_hash")),
);
const eraseContext = statement<{ code_hash: Uint8Array }>()((slot) =>
  sql.updateTable("launch_code").set({ sealed_context: null }).where("code_hash", "=", slot("code_hash")),
);
const forgetUsed = statement<{ before: number }>()((slot) =>
  sql.deleteFrom("launch_used").where("expires_at", "<", slot("before")),
);
const forgetCodes = statement<{ before: number }>()((slot) =>
  sql.deleteFrom("launch_code").where("expires_at", "<", slot("before")),
);

/** Codes stay known for a while after their time, so that a second use is told from a late one. */
const rememberCodesMs = 600_000;

/** Launches in the store's own file; what is about a patient is sealed, and gone once it was taken. */
export function createLaunchStore(context: StoreContext): LaunchStore {
  const { database, sealer, commits } = context;
  return {
    use: ({ issuer, id, expiresAt, now, code, codeExpiresAt, context: launch, audit }) =>
      commits.write(() => {
        const launchHash = sealer.keyedHash(`launch ${JSON.stringify([issuer, id])}`);
        if (database.first(findUsed, { launch_hash: launchHash }) !== undefined)
          throw new CpisError("CPIS_LAUNCH_REPLAYED");
        database.run(forgetUsed, { before: now });
        database.run(forgetCodes, { before: now - rememberCodesMs });
        database.run(insertUsed, { launch_hash: launchHash, expires_at: expiresAt });
        const codeHash = sealer.keyedHash(`launch code ${code}`);
        database.run(insertCode, {
          code_hash: codeHash,
          expires_at: codeExpiresAt,
          sealed_context: sealer.seal(JSON.stringify(launch), placeOf(codeHash)),
        });
        insertAudit(context, audit);
      }),
    take: (code, now) =>
      commits.write(() => {
        const codeHash = sealer.keyedHash(`launch code ${code}`);
        const row = database.first(findCode, { code_hash: codeHash });
        if (row === undefined) throw new CpisError("CPIS_LAUNCH_EXPIRED");
        if (row.sealed_context === null) throw new CpisError("CPIS_LAUNCH_REPLAYED");
        if (row.expires_at < now) throw new CpisError("CPIS_LAUNCH_EXPIRED");
        database.run(eraseContext, { code_hash: codeHash });
        // Written by `use`, from this very type.
        return JSON.parse(sealer.open(row.sealed_context, placeOf(codeHash))) as LaunchContext;
      }),
  };
}

function placeOf(codeHash: Buffer): string {
  return sealPlace.launchContext(codeHash.toString("hex"));
}
