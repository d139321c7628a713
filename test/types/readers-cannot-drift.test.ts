import { expect, test } from "vitest";
import { flag, object, oneOf, optional, text, variant, type Reader } from "../../src/contract/shape.js";

// The proof is the compilation of this file: each expected error is a way in which a type and its reader could drift.

interface Sample {
  readonly name: string;
  readonly note?: string;
}

type Member = { readonly kind: "a" } | { readonly kind: "b"; readonly on: boolean };

const a = object<Extract<Member, { kind: "a" }>>({ kind: oneOf({ a: true }) }, "refuse");
const b = object<Extract<Member, { kind: "b" }>>({ kind: oneOf({ b: true }), on: flag }, "refuse");

const drifted: readonly (() => Reader<unknown>)[] = [
  // @ts-expect-error a field of the interface is missing
  () => object<Sample>({ name: text() }, "refuse"),
  // @ts-expect-error an optional field is read as if it were required
  () => object<Sample>({ name: text(), note: text() }, "refuse"),
  // @ts-expect-error a required field is read as if it were optional
  () => object<Sample>({ name: optional(text()), note: optional(text()) }, "refuse"),
  // @ts-expect-error a field is read as another type
  () => object<Sample>({ name: flag, note: optional(text()) }, "refuse"),
  // @ts-expect-error a field is not in the interface
  () => object<Sample>({ name: text(), note: optional(text()), more: text() }, "refuse"),
  // @ts-expect-error a word of the union is missing
  () => oneOf<"yes" | "no">({ yes: true }),
  // @ts-expect-error a member of the union is missing
  () => variant<Member>({ a }),
  // @ts-expect-error a member is read as another one
  () => variant<Member>({ a, b: a }),
];

test("a reader that differs from its type does not compile", () => {
  expect(drifted).toHaveLength(8);
  const member = variant<Member>({ a, b });
  expect(member({ kind: "b", on: true }, { path: "", issues: [] })).toEqual({ kind: "b", on: true });
});
