import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  XmlValidateError,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from "libxml2-wasm";
import { schemaFolder } from "./reference.js";

const prohibitedTypes = "//xs:attribute[@use='prohibited']/xs:simpleType";
const xs = { xs: "http://www.w3.org/2001/XMLSchema" };

/**
 * The published schemas as libxml2 can compile them, in memory.
 *
 * It refuses an attribute that is prohibited and still has an inline type, which these schemas have often; without the
 * type the attribute is as prohibited as before.
 */
function compilableSchemas(): Record<string, Uint8Array> {
  const files = readdirSync(schemaFolder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".xsd"),
  );
  return Object.fromEntries(
    files.map((name) => {
      const document = XmlDocument.fromBuffer(readFileSync(join(schemaFolder, name)));
      for (const type of document.find(prohibitedTypes, xs)) if (type instanceof XmlElement) type.remove();
      const text = document.toString({ format: false });
      document.dispose();
      return [`cpis/${name.replaceAll("\\", "/")}`, new TextEncoder().encode(text)];
    }),
  );
}

/** Validators of the official schemas, compiled once for each root. */
export interface CpisSchemas {
  /** The faults of a message against the schema of its root; none where it is valid. */
  faults(root: string, xml: string): readonly string[];
  dispose(): void;
}

/** Reads and compiles the schemas; to be disposed. */
export function openCpisSchemas(): CpisSchemas {
  const files = compilableSchemas();
  xmlRegisterInputProvider(new XmlBufferInputProvider(files));
  const validators = new Map<string, XsdValidator>();
  const validatorOf = (root: string): XsdValidator => {
    const known = validators.get(root);
    if (known !== undefined) return known;
    const url = `cpis/Schemas/${root}.xsd`;
    const schema = XmlDocument.fromBuffer(files[url] ?? new Uint8Array(), { url });
    const validator = XsdValidator.fromDoc(schema);
    schema.dispose();
    validators.set(root, validator);
    return validator;
  };
  return {
    faults(root, xml) {
      const document = XmlDocument.fromString(xml);
      try {
        validatorOf(root).validate(document);
        return [];
      } catch (error) {
        if (error instanceof XmlValidateError) return error.details.map(({ message }) => message);
        throw error;
      } finally {
        document.dispose();
      }
    },
    dispose() {
      for (const validator of validators.values()) validator.dispose();
      xmlCleanupInputProvider();
    },
  };
}
