/** A Content-Type taken apart: names in lower case, parameter values without quotes. */
export interface MediaType {
  /** For example `multipart/related`. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const parameter = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;

/** Reads a Content-Type as senders really write it: any case, quoted or bare values, white space anywhere. */
export function parseMediaType(header: string): MediaType {
  const unfolded = header.replace(/\r?\n[ \t]+/g, " ");
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of unfolded.matchAll(parameter)) {
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? bare.trim());
  }
  return { type: (unfolded.split(";", 1)[0] ?? "").trim().toLowerCase(), parameters };
}

/** Whether a charset is UTF-8, or ASCII, which is a part of it. A missing one means UTF-8 (spine-transport 3.3). */
export function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^(?:utf-?8|us-ascii|)$/i.test(charset);
}
