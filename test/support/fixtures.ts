import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../fixtures");

/** Bytes of a fixture, by its path under `test/fixtures`. */
export function fixtureBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(resolve(root, path)));
}

/** Text of a fixture, by its path under `test/fixtures`. */
export function fixtureText(path: string): string {
  return readFileSync(resolve(root, path), "utf8");
}

/** The exchange that all fixtures belong to. */
export const fixtureExchange = {
  messageId: "5D1F0A00-0000-4000-8000-000000000101",
  queryId: "5D1F0A00-0000-4000-8000-000000000102",
  nhsNumber: "9991239995",
  birthDate: "2009-04-12",
  noRecordCodes: [{ code: "PLACEHOLDER-NRF", codeSystem: "2.999.1" }],
} as const;

/** Content-Type of every `.mime` fixture. */
export const fixtureContentType =
  'multipart/related; boundary="--=_MIME-Boundary"; type="text/xml"; start="<ebXMLHeader@spine.nhs.uk>"; charset="UTF-8"';
