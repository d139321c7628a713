import { childrenOf, optionalChild, requiredAttribute, type XmlElement } from "../xml/xml-element.js";
import { compileTemplate, element, markup, optionalAttribute, slot } from "../xml/write-xml.js";

/** A code that says the same in another vocabulary; CPR07 carries its detail so. */
export interface TranslatedCode {
  readonly code?: string;
  readonly codeSystem?: string;
  readonly displayName?: string;
}

/** The code of one record, vocabulary CP-ISUploadRecordResponse. */
export interface UploadRecordCode {
  readonly code: string;
  readonly codeSystem?: string;
  readonly displayName?: string;
  readonly originalText?: string;
  readonly translations: readonly TranslatedCode[];
}

const code = compileTemplate<"code" | "codeSystem" | "displayName" | "content">(
  element(
    "code",
    { code: slot("code"), codeSystem: markup("codeSystem"), displayName: markup("displayName") },
    markup("content"),
  ),
);
const originalText = compileTemplate<"text">(element("originalText", {}, slot("text")));
const translation = compileTemplate<"code" | "codeSystem" | "displayName">(
  element("translation", {
    code: markup("code"),
    codeSystem: markup("codeSystem"),
    displayName: markup("displayName"),
  }),
);

/** The `code` of a record's detail. */
export function buildRecordCode(value: UploadRecordCode): string {
  const text = value.originalText === undefined ? "" : originalText({ text: value.originalText });
  const translations = value.translations.map((translated) =>
    translation({
      code: optionalAttribute("code", translated.code),
      codeSystem: optionalAttribute("codeSystem", translated.codeSystem),
      displayName: optionalAttribute("displayName", translated.displayName),
    }),
  );
  return code({
    code: value.code,
    codeSystem: optionalAttribute("codeSystem", value.codeSystem),
    displayName: optionalAttribute("displayName", value.displayName),
    content: text + translations.join(""),
  });
}

/** Reads the `code` of a record's detail. Display texts differ between sources: match on the code alone (cpis-messages 13). */
export function parseRecordCode(value: XmlElement): UploadRecordCode {
  const text = optionalChild(value, "originalText")?.text;
  const { codeSystem, displayName } = value.attributes;
  return {
    code: requiredAttribute(value, "code"),
    ...(codeSystem === undefined ? {} : { codeSystem }),
    ...(displayName === undefined ? {} : { displayName }),
    ...(text === undefined ? {} : { originalText: text }),
    translations: childrenOf(value, "translation").map(parseTranslation),
  };
}

function parseTranslation({ attributes }: XmlElement): TranslatedCode {
  const { code: translated, codeSystem, displayName } = attributes;
  return {
    ...(translated === undefined ? {} : { code: translated }),
    ...(codeSystem === undefined ? {} : { codeSystem }),
    ...(displayName === undefined ? {} : { displayName }),
  };
}
