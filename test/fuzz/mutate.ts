import fc from "fast-check";

/** One change to a message; `at` and `reach` are shares of its length. */
interface Mutation {
  readonly kind: "flip" | "remove" | "insert" | "double" | "splice" | "truncate" | "replace";
  readonly at: number;
  readonly reach: number;
  readonly byte: number;
  readonly token: string;
  /** Another message to cut a piece from. */
  readonly donor: number;
}

// What makes a reply mean something else, and what breaks readers.
const tokens = [
  "NF",
  "ID",
  "OK",
  "AA",
  "AE",
  "AR",
  "QUQI_IN010000UK14",
  "REPC_IN000007GB01",
  "MCCI_IN010000UK13",
  "PLACEHOLDER-NRF",
  "PLACEHOLDER-1712",
  "2.999.1",
  "2.999.2",
  "5D1F0A00-0000-4000-8000-000000000101",
  "5D1F0A00-0000-4000-8000-0000000001FF",
  "9991239995",
  "9991234012",
  '<queryAck type="QueryAck"><queryResponseCode code="NF"/></queryAck>',
  '<reason typeCode="RSON"><justifyingDetectedIssueEvent><code code="PLACEHOLDER-NRF" codeSystem="2.999.1"/></justifyingDetectedIssueEvent></reason>',
  '<messageRef><id root="5D1F0A00-0000-4000-8000-000000000101"/></messageRef>',
  "<!DOCTYPE x>",
  '<!DOCTYPE x [<!ENTITY e "NF">]>',
  "&e;",
  "&amp;",
  "&#x4E;F",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "<?x?>",
  "<",
  ">",
  "/>",
  '"',
  "'",
  "\r\n",
  "\0",
  "\uFEFF",
  "----=_MIME-Boundary",
  "----=_MIME-Boundary--",
  "\r\n\r\n",
  "charset=utf-16",
  "base64",
  ' xmlns="urn:hl7-org:v2"',
  ' nullFlavor="UNK"',
  "20090412",
  "19000101",
  "",
  "  ",
  "é",
  "<subject/>",
  "202613990900",
];

// Not fc.double, which favours numbers next to nothing: every place of a message shall be hit alike.
const shares = fc.integer({ min: 0, max: 999_999 }).map((value) => value / 1_000_000);

/** Lists of changes; one or two are the most telling, more go further from anything real. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = mutationsWith([]);

/** The same with further texts that mean something in the messages at hand. */
export function mutationsWith(more: readonly string[]): fc.Arbitrary<readonly Mutation[]> {
  return fc.array(
    fc.record({
      kind: fc.constantFrom("flip", "remove", "insert", "double", "splice", "truncate", "replace", "replace"),
      at: shares,
      reach: shares,
      byte: fc.integer({ min: 0, max: 255 }),
      token: fc.constantFrom(...more, ...tokens),
      donor: fc.nat({ max: 10_000 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Applies changes, one after the other; the same changes always give the same bytes. */
export function mutate(
  message: Uint8Array,
  changes: readonly Mutation[],
  donors: readonly Uint8Array[],
): Uint8Array {
  return changes.reduce((bytes, change) => applyOne(bytes, change, donors), message);
}

function applyOne(bytes: Uint8Array, change: Mutation, donors: readonly Uint8Array[]): Uint8Array {
  const from = Math.floor(change.at * bytes.length);
  const to = Math.min(bytes.length, from + 1 + Math.floor(change.reach * change.reach * 300));
  const before = bytes.subarray(0, from);
  switch (change.kind) {
    case "flip":
      return joined(before, Uint8Array.of(change.byte), bytes.subarray(from + 1));
    case "remove":
      return joined(before, bytes.subarray(to));
    case "insert":
      return joined(before, encode(change.token), bytes.subarray(from));
    case "double":
      return joined(before, bytes.subarray(from, to), bytes.subarray(from));
    case "truncate":
      return before;
    case "splice":
      return splice(bytes, from, to, donors[change.donor % donors.length] ?? bytes);
    case "replace":
      return replaceValue(bytes, from, change.token);
  }
}

// Cuts at the next tags of both messages, so that the result is often still well formed.
function splice(bytes: Uint8Array, from: number, to: number, donor: Uint8Array): Uint8Array {
  const start = Math.max(0, bytes.indexOf(0x3c, from));
  const end = Math.max(start, bytes.indexOf(0x3c, to));
  const donorStart = Math.max(0, donor.indexOf(0x3c, from % donor.length));
  const donorEnd = Math.max(donorStart, donor.indexOf(0x3c, donorStart + (to - from)));
  return joined(bytes.subarray(0, start), donor.subarray(donorStart, donorEnd), bytes.subarray(end));
}

// Puts a token in the place of the next quoted value, which keeps the message well formed.
function replaceValue(bytes: Uint8Array, from: number, token: string): Uint8Array {
  const open = bytes.indexOf(0x22, from);
  const close = bytes.indexOf(0x22, open + 1);
  if (open === -1 || close === -1) return bytes;
  return joined(bytes.subarray(0, open + 1), encode(token), bytes.subarray(close));
}
