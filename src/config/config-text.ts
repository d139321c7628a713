import { parseConfigJson } from "./config-json.js";
import type { ReadText } from "./config-document.js";
import { parseConfigYaml } from "./config-yaml.js";

/** More than this is not a configuration; it is refused before anything looks into it. */
const largestFile = 1_048_576;

/** Reads a configuration's text: YAML by the names .yaml and .yml, JSON otherwise. Messages repeat nothing of the text. */
export function readConfigText(file: string, text: string): ReadText {
  if (Buffer.byteLength(text) > largestFile) {
    return { ok: false, issues: [{ path: "", message: "is larger than 1 MiB. A configuration is not" }] };
  }
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return isYamlFile(file) ? parseConfigYaml(plain) : parseConfigJson(plain);
}

/** Whether a file is read as YAML. */
export function isYamlFile(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}
