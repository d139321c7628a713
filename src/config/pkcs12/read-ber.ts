import {
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  type BaseBlock,
} from "asn1js";

/** One value of ASN.1. */
export type BerValue = BaseBlock;

/**
 * Reads one value, also one in BER: without its length, or octets in pieces.
 *
 * Throws `RangeError` where the bytes are no ASN.1; nothing of them is repeated.
 */
export function readBer(bytes: Uint8Array): BerValue {
  // What octets hold is read once their kind is known, or encrypted ones would be tried as ASN.1.
  const { offset, result } = fromBER(bytes, { parseEmbedded: false });
  if (offset === -1) throw new RangeError("no ASN.1");
  return result;
}

/** The values inside another. */
export function childrenOf(value: BerValue): readonly BerValue[] {
  if (value instanceof Constructed) return value.valueBlock.value;
  throw new RangeError("no values inside");
}

/** The bytes of an octet string, also of one that is written in pieces. */
export function octetsOf(value: BerValue): Uint8Array {
  // The library's own joining leaves out pieces of pieces.
  if (value instanceof OctetString && value.idBlock.isConstructed) return joined(value.valueBlock.value);
  if (value instanceof Constructed) return joined(value.valueBlock.value);
  if (value instanceof OctetString || value instanceof Primitive) return value.valueBlock.valueHexView;
  throw new RangeError("no octets");
}

/** An object identifier in dotted form. */
export function oidOf(value: BerValue): string {
  if (value instanceof ObjectIdentifier) return value.getValue();
  throw new RangeError("no object identifier");
}

/** A whole number, however long. */
export function integerOf(value: BerValue): bigint {
  if (value instanceof Integer) return value.toBigInt();
  throw new RangeError("no whole number");
}

/** The whole value as it stands in the file, with its head. */
export function bytesOf(value: BerValue): Uint8Array {
  return value.valueBeforeDecodeView;
}

/** Whether this is a sequence, where another kind of value may stand. */
export function isSequence(value: BerValue): boolean {
  return value instanceof Sequence;
}

function joined(pieces: readonly BerValue[]): Uint8Array {
  return Buffer.concat(pieces.map(octetsOf));
}
