import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildMexHeaders } from "../../../src/codec/mesh/mex-headers.js";
import { toMeshLocalId } from "../../../src/gateway/council/uploads/mesh-local-id.js";

const head = (localId: string) => ({ to: "CPISTEST01", workflowId: "CPIS_UPLOAD", localId });

describe("a file's reference on MESH", () => {
  // This very id was drawn in a test, and its file never left.
  test("can be sent although its random id reads like an NHS number (H-20)", () => {
    const unlucky = "74C9C379-8187-4C34-9803-9090281053B8";
    expect(() => buildMexHeaders(head(unlucky), { number: 1, total: 1 })).toThrow();
    expect(toMeshLocalId(unlucky)).toBe("74C9-C379-8187-4C34-9803-9090-2810-53B8");
    expect(() => buildMexHeaders(head(toMeshLocalId(unlucky)), { number: 1, total: 1 })).not.toThrow();
  });

  test("has no more than four digits in a row, and differs where the random ids differ", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        expect(toMeshLocalId(one)).not.toMatch(/[0-9]{5}/);
        expect(toMeshLocalId(one) === toMeshLocalId(other)).toBe(one === other);
      }),
    );
  });
});
