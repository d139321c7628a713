import type { AlertView } from "../src/domain/alert-view.js";
import type { LookupState } from "../src/domain/lookup-state.js";
import type { BannerHost } from "./banner-host.js";
import { wordsFace, type Face } from "./face.js";
import { icon } from "./icons.js";
import { consequence, tryAgain, type StateWords } from "./wording.js";

/** A check whose answer is not known, with the way to ask again. */
export const failedFace = (
  said: StateWords,
  { reason }: Pick<Extract<LookupState, { kind: "failed" }>, "reason">,
  view: AlertView,
  host: BannerHost,
): Face =>
  wordsFace(said, "failed", icon("failed"), view, {
    isAssertive: reason === "record-unreadable",
    // Asking again with the same identity would tell a council once more and be refused again.
    ...(reason !== "identity-mismatch" && {
      action: host.ask("check-again", tryAgain),
      note: consequence(view.accessMode),
    }),
  });
