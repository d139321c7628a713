import type { Issue } from "../errors/cpis-error.js";
import type { Problem } from "./lookup.js";
import { list, object, optional, readAs, text, wholeNumber } from "./shape.js";

const problem = object<Problem>(
  {
    type: text(),
    title: text(),
    status: wholeNumber(100),
    code: text({ maxLength: 100 }),
    detail: optional(text()),
    issues: optional(
      list(object<Pick<Issue, "path" | "message">>({ path: text(), message: text() }, "ignore"), {
        atMost: 1000,
      }),
    ),
  },
  "ignore",
);

/** Problem details of a refused request. Throws `CPIS_MESSAGE_MALFORMED` where the body is none. */
export function parseProblem(body: unknown): Problem {
  return readAs(problem, body);
}
