import type { Observable } from "rxjs";
import type { FrameReport } from "../contract/host-bridge.js";
import type { ErrorCode } from "../errors/codes.js";
import type { ContextAdapter } from "./context-adapter.js";

/** How a page that the gateway itself serves talks with the system around it: a context adapter that also answers. */
export interface HostChannel extends ContextAdapter {
  /** The host's token for its user; asked for with every request, so that a change of user is noticed at once. */
  getToken(hint: { readonly rejected: boolean }): Promise<string>;
  /** Tells the host what happened on the screen; does nothing while nobody listens. */
  tell(report: FrameReport): void;
  /** The `seq` of the host's newest message about who is open; 0 before the first. */
  contextSeq(): number;
  /** What went wrong with the host, by code; each also loses the context. */
  readonly faults: Observable<ErrorCode>;
}
