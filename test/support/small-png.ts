import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The same picture in fewer bytes: a browser writes true colour in haste, and screens of text have few colours.
 *
 * Colours beyond 256 (shades of smoothed letters) become their nearest of the 256 most frequent.
 */
export function smallPng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === "IHDR")?.data;
  if (header === undefined) throw new Error("not a PNG");
  const [width, height, bytes] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  const pixels = unfilter(inflateSync(packed), width, height, bytes);
  const { palette, indexed } = paint(pixels, width, height, bytes);
  const small = Buffer.from(header);
  small.writeUInt8(8, 8);
  small.writeUInt8(3, 9);
  return Buffer.concat([
    signature,
    chunk("IHDR", small),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(indexed, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function readChunks(png: Buffer): { readonly type: string; readonly data: Buffer }[] {
  const chunks = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function unfilter(raw: Buffer, width: number, height: number, bytes: number): Buffer {
  const line = width * bytes;
  const out = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)] ?? 0;
    for (let x = 0; x < line; x += 1) {
      const left = x < bytes ? 0 : (out[y * line + x - bytes] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * line + x] ?? 0);
      const corner = x < bytes || y === 0 ? 0 : (out[(y - 1) * line + x - bytes] ?? 0);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[y * line + x] = (raw[y * (line + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function paint(
  pixels: Buffer,
  width: number,
  height: number,
  bytes: number,
): { palette: Buffer; indexed: Buffer } {
  const colourAt = (pixel: number): number => pixels.readUIntBE(pixel * bytes, 3);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const kept = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 256)
    .map(([colour]) => colour);
  const index = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of counts.keys()) if (!index.has(colour)) index.set(colour, nearest(colour, kept));
  const indexed = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      indexed[y * (width + 1) + 1 + x] = index.get(colourAt(y * width + x)) ?? 0;
  }
  const palette = Buffer.alloc(kept.length * 3);
  kept.forEach((colour, place) => palette.writeUIntBE(colour, place * 3, 3));
  return { palette, indexed };
}

function nearest(colour: number, among: readonly number[]): number {
  const distance = (other: number): number =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  return among.reduce(
    (best, other, place) => (distance(other) < distance(among[best] ?? 0) ? place : best),
    0,
  );
}
