// Writes into src/domain/wording-hash.ts which words the banner has. Run it after a change of the banner's wording.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashBannerWords } from "./banner-words.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, "src", "domain", "wording-hash.ts");
const text = readFileSync(file, "utf8").replace(/"[0-9a-f]*"/, `"${hashBannerWords(root)}"`);
writeFileSync(file, text);
