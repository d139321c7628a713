import { createReadStream, type ReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import iconv from "iconv-lite";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";

/** A long file's text, piece by piece. */
export interface FileText {
  readonly pieces: NodeJS.ReadWriteStream & AsyncIterable<string>;
  /** Differs once the file was written to. */
  readonly version: string;
  /** How much of the file has been read, 0 to 100. */
  percent(): number;
  close(): void;
}

/** Opens a file in the encoding it turns out to have, without its byte order mark. Throws `CPIS_CONFIG_UNREADABLE`. */
export async function openText(path: string): Promise<FileText> {
  try {
    const { size, mtimeMs } = await stat(path);
    const encoding = await detectEncoding(path);
    const bytes = createReadStream(path);
    const pieces = bytes.pipe(iconv.decodeStream(encoding));
    bytes.on("error", (error) => pieces.emit("error", error));
    return {
      pieces: pieces as unknown as FileText["pieces"],
      version: `${String(size)} ${String(mtimeMs)}`,
      percent: () => (size === 0 ? 100 : Math.floor((bytes.bytesRead / size) * 100)),
      close: () => {
        bytes.destroy();
      },
    };
  } catch (cause) {
    throw new CpisError("CPIS_CONFIG_UNREADABLE", {
      detail: `${path} cannot be read: ${errorReason(cause)}.`,
      cause,
    });
  }
}

// A spreadsheet saves as Windows-1252 or UTF-16 unless it is told otherwise.
async function detectEncoding(path: string): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const bytes: ReadStream = createReadStream(path);
  let first = true;
  try {
    for await (const piece of bytes) {
      const part = piece as Buffer;
      const wide = first ? wideEncoding(part) : undefined;
      if (wide !== undefined) return wide;
      first = false;
      decoder.decode(part, { stream: true });
    }
    decoder.decode();
    return "utf-8";
  } catch (cause) {
    if (cause instanceof TypeError) return "windows-1252";
    throw cause;
  } finally {
    bytes.destroy();
  }
}

// By its mark; without one by the zero beside the first letter, which no file of cases begins without.
function wideEncoding([one, two]: Buffer): string | undefined {
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0)) return "utf-16le";
  return (one === 0xfe && two === 0xff) || (one === 0 && two !== 0) ? "utf-16be" : undefined;
}

// Letters of UTF-8's second and third block, and of Welsh, as Windows-1252 shows their bytes.
const doubled = /[\xC2-\xC5][\x80-\xBF]|\xC8[\x98-\x9B]|\xE1[\xB8-\xBB][\x80-\xBF]|\xE2\x80[\x90-\x9F]/;

/** Why a text would never match anybody, whatever the file as a whole is encoded in; none of its content is repeated. */
export function encodingFault(text: string): string | undefined {
  if (isPlain(text)) return undefined;
  if (text.includes("\uFFFD")) return "has a character that cannot be read";
  if (text.includes("\0")) return "has a character that is none: the file mixes two encodings";
  // UTF-8 that was read as Windows-1252, here or by whoever wrote the file: a name in it would never match.
  const bytes = iconv.encode(text, "windows-1252").toString("latin1");
  return doubled.test(bytes) ? "mixes two encodings: save the file as UTF-8" : undefined;
}

function isPlain(text: string): boolean {
  return /^[\x01-\x7F]*$/.test(text);
}
