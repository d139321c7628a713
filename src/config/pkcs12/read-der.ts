/** One value of ASN.1, as its bytes stand in a file. */
export interface DerValue {
  /** The identifier octet: class, whether it is made of others, and number. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** The whole value, with its head. */
  readonly bytes: Uint8Array;
}

export const derTag = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30 } as const;

/** Reads one value. Throws `RangeError` where the bytes are no ASN.1; nothing of them is repeated. */
export function readDer(bytes: Uint8Array): DerValue {
  const [value] = valueAt(bytes, 0);
  return value;
}

/** The values inside another. */
export function childrenOf({ content }: Pick<DerValue, "content">): readonly DerValue[] {
  const children: DerValue[] = [];
  for (let place = 0; place < content.length;) {
    const [child, end] = valueAt(content, place);
    children.push(child);
    place = end;
  }
  return children;
}

/** The bytes of an octet string, also of one that is written in pieces. */
export function octetsOf(value: DerValue): Uint8Array {
  const isPieces = (value.tag & 0x20) !== 0;
  return isPieces ? Buffer.concat(childrenOf(value).map(octetsOf)) : value.content;
}

/** An object identifier in dotted form. */
export function oidOf({ tag, content }: DerValue): string {
  if (tag !== derTag.oid) throw new RangeError("no object identifier");
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    arcs.push(...(arcs.length === 0 ? firstArcs(arc) : [arc]));
    arc = 0;
  }
  return arcs.join(".");
}

function firstArcs(arc: number): readonly number[] {
  const first = Math.min(2, Math.floor(arc / 40));
  return [first, arc - first * 40];
}

function valueAt(bytes: Uint8Array, start: number): readonly [DerValue, number] {
  const tag = byteAt(bytes, start);
  const first = byteAt(bytes, start + 1);
  if (first === 0x80) return endless(bytes, start, tag);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4) throw new RangeError("too long");
  let length = lengthBytes === 0 ? first : 0;
  for (let place = 0; place < lengthBytes; place += 1)
    length = length * 256 + byteAt(bytes, start + 2 + place);
  const from = start + 2 + lengthBytes;
  if (from + length > bytes.length) throw new RangeError("too short");
  const value = {
    tag,
    content: bytes.subarray(from, from + length),
    bytes: bytes.subarray(start, from + length),
  };
  return [value, from + length];
}

// Some programs write the outer values without their length, and end them with two zeros.
function endless(bytes: Uint8Array, start: number, tag: number): readonly [DerValue, number] {
  let place = start + 2;
  while (byteAt(bytes, place) !== 0 || byteAt(bytes, place + 1) !== 0) [, place] = valueAt(bytes, place);
  const value = { tag, content: bytes.subarray(start + 2, place), bytes: bytes.subarray(start, place + 2) };
  return [value, place + 2];
}

function byteAt(bytes: Uint8Array, place: number): number {
  const byte = bytes[place];
  if (byte === undefined) throw new RangeError("too short");
  return byte;
}
