import type { Pause, PauseScope } from "../domain/pause.js";
import type { ConsolePauseRequest } from "./console.js";
import { parserOf } from "./parse-council-shapes.js";
import { instant, list, object, oneOf, text, variant, type Reader } from "./shape.js";

const scope = variant<PauseScope>({
  site: object({ kind: oneOf({ site: true }) }, "refuse"),
  location: object(
    { kind: oneOf({ location: true }), locationId: text({ minLength: 1, maxLength: 80 }) },
    "refuse",
  ),
  automatic: object({ kind: oneOf({ automatic: true }) }, "refuse"),
});

/** Why, in a person's own words: not empty, nor only blanks. */
const reason = text({ minLength: 1, maxLength: 500, pattern: /\S/ });

/** Body of `POST /api/v1/console/pauses`. A field nobody has documented is refused: it may have meant a smaller scope. */
export const pauseRequest: Reader<ConsolePauseRequest> = object({ scope, reason }, "refuse");

/** Reads that body. Throws `CPIS_REQUEST_INVALID` with every fault. */
export const parsePauseRequest = parserOf(pauseRequest);

/** A pause that is on, as the console is told of it. */
export const pauseShape: Reader<Pause> = object(
  { id: text(), scope, since: instant, reason: text(), by: text() },
  "ignore",
);

/** `GET /api/v1/console/pauses`. */
export const pausesShape: Reader<{ readonly pauses: readonly Pause[] }> = object(
  { pauses: list(pauseShape, { atMost: 10_000 }) },
  "ignore",
);
