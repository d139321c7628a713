import { describe, expect, it } from "vitest";
import { describeFault } from "../../../src/cli/report-fault.js";
import { CpisError } from "../../../src/errors/cpis-error.js";

describe("a fault on standard error", () => {
  it("is one line with code, words and place", () => {
    const error = new CpisError("CPIS_MESSAGE_MALFORMED", {
      context: { path: "/REPC_IN000007GB01/id", line: 4 },
    });
    expect(describeFault(error)).toBe(
      "cpis: CPIS_MESSAGE_MALFORMED: The message does not follow its published structure. (path /REPC_IN000007GB01/id, line 4)",
    );
  });

  it("is one line for one issue and a list for several", () => {
    const issue = { path: "http.port", message: "must be at most 65535" };
    expect(describeFault(new CpisError("CPIS_CONFIG_INVALID", { issues: [issue] }))).toBe(
      "cpis: CPIS_CONFIG_INVALID: http.port must be at most 65535.",
    );
    const two = describeFault(
      new CpisError("CPIS_CONFIG_INVALID", { issues: [issue, { ...issue, path: "other" }] }),
    );
    expect(two.split("\n")).toHaveLength(3);
  });

  it("never repeats the message of an error that nobody expected: it may quote what it failed on", () => {
    const words = describeFault(new SyntaxError("Unexpected token in 9995260182"));
    expect(words).toBe("cpis: CPIS_INTERNAL: unexpected SyntaxError");
    expect(describeFault("9995260182")).toBe("cpis: CPIS_INTERNAL: unexpected failure");
  });
});
