/**
 * Makes a file's reference on MESH from a random id: digits in groups of four.
 *
 * One random id in some 1,400 has ten digits in a row that pass for an NHS number, which no MESH header may hold: the file would
 * be refused by our own check before it left, and its children would stay invisible (H-20).
 */
export function toMeshLocalId(uuid: string): string {
  return (uuid.replaceAll("-", "").match(/.{1,4}/g) ?? []).join("-");
}
