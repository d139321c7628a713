import type { AccessMode } from "../domain/access-mode.js";
import type { EligibilityPolicy } from "../domain/eligibility.js";
import type { Environment } from "../domain/environment.js";
import type { PageSettings } from "./settings.js";
import { flag, instant, object, oneOf, optional, readAs, text, wholeNumber } from "./shape.js";

/** The modes of a location. */
export const accessMode = oneOf<AccessMode>({ unscheduled: true, scheduled: true });
/** What a gateway talks to. */
export const environment = oneOf<Environment>({ simulator: true, integration: true, production: true });

const settings = object<PageSettings>(
  {
    environment,
    serverTime: instant,
    dwellMs: wholeNumber(0),
    eligibility: object<EligibilityPolicy>(
      { automaticBelowAge: wholeNumber(18), acceptUnknownNhsNumberStatus: flag },
      "ignore",
    ),
    accessMode: optional(accessMode),
    discreet: flag,
    safeguardingTelephone: optional(text()),
    idleMs: optional(wholeNumber(1)),
  },
  "ignore",
);

/** The answer to `GET /api/v1/settings`. Throws `CPIS_MESSAGE_MALFORMED`. */
export function parsePageSettings(body: unknown): PageSettings {
  return readAs(settings, body);
}
