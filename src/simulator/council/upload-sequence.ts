/** How a file's sequence number follows the council's earlier ones. */
export type SequenceStep =
  /** The first that this register sees of the council. */
  | "first"
  | "next"
  /** Numbers in between never came. */
  | "gap"
  /** Lower than one that came before. */
  | "backwards"
  /** A file under this number was loaded and answered before. */
  | "repeated";

/** The sequence numbers of each council. Start, step and gaps are not published (cpis-messages 6.3), so only a repeat counts. */
export interface UploadSequences {
  /** How a number follows; notes nothing. */
  step(odsCode: string, sequenceNumber: number): SequenceStep;
  /** The records of a file under this number were looked at, and an answer is due. */
  taken(odsCode: string, sequenceNumber: number): void;
}

/** No file has come. */
export function createUploadSequences(): UploadSequences {
  const taken = new Map<string, Set<number>>();
  return {
    step: (odsCode, sequenceNumber) => {
      const earlier = taken.get(odsCode);
      if (earlier === undefined) return "first";
      if (earlier.has(sequenceNumber)) return "repeated";
      const highest = Math.max(...earlier);
      if (sequenceNumber === highest + 1) return "next";
      return sequenceNumber > highest ? "gap" : "backwards";
    },
    taken: (odsCode, sequenceNumber) => {
      const numbers = taken.get(odsCode) ?? new Set<number>();
      taken.set(odsCode, numbers.add(sequenceNumber));
    },
  };
}
