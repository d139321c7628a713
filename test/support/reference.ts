import { existsSync } from "node:fs";
import { resolve } from "node:path";

const shared = resolve(import.meta.dirname, "../../../shared");

/** The official CP-IS schemas, where they lie beside the repository. They are not ours to ship. */
export const schemaFolder = resolve(shared, "schemas/cpis");

/** The example messages of the reference, where they lie beside the repository. */
export const exampleFolder = resolve(shared, "reference/examples");

/** Whether the schemas can be used here. */
export const hasSchemas = existsSync(resolve(schemaFolder, "Schemas/QUPC_IN000006GB01.xsd"));

/** Whether the examples can be used here. */
export const hasExamples = existsSync(resolve(exampleFolder, "query-person.xml"));
