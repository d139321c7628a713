import { XmlAttribute, XmlDocument, type XmlElement } from "libxml2-wasm";

/**
 * What a council's mailbox message says, by another parser and by a reading of the rules that shares no code with the product:
 * XPath over libxml2.
 */
const ns = { h: "urn:hl7-org:v3" };
const nhsNumberRoot = "2.16.840.1.113883.2.1.4.1";

/** Whether an acknowledgement really says that a number's record was loaded, and says nothing else about it (H-20, H-21). */
export function reallyAccepts(xml: string, sequenceNumber: number, sent: number, nhsNumber: string): boolean {
  return withDocument(xml, ({ root }) => {
    const value = (path: string): string | undefined => attributes(root, path)[0];
    const fileCodes = new Set(
      attributes(root, "h:acknowledgementFile/h:acknowledgementFileDetail/h:code/@code"),
    );
    const [fileCode] = fileCodes;
    if (root.name !== "FileResponse" || fileCodes.size !== 1) return false;
    if (fileCode !== "CPF02" && fileCode !== "CPF03") return false;
    if (value("h:id/@extension") !== String(sequenceNumber)) return false;
    if (value("h:transmissionQuantity/@value") !== String(sent)) return false;
    const details = root.find("h:acknowledgementRecord/h:acknowledgementRecordDetail", ns);
    if (details.length === 0) return fileCode === "CPF02";
    const codes = attributes(root, "h:acknowledgementRecord/h:acknowledgementRecordDetail/h:code/@code");
    const loaded = root.find(
      `h:message//h:validCP-ISRecord[.//h:id[@root='${nhsNumberRoot}' and @extension='${nhsNumber}']]`,
      ns,
    );
    return codes.includes("CPR06") && loaded.length > 0;
  });
}

/** Every NHS number that a notice names: of persons, and of successors. */
export function namedNumbers(xml: string): ReadonlySet<string> {
  let numbers: readonly string[] = [];
  withDocument(xml, ({ root }) => {
    numbers = attributes(
      root,
      `//h:person.id/h:value[@root='${nhsNumberRoot}']/@extension|//h:id[@root='${nhsNumberRoot}']/@extension|//h:newVersion/h:id/@extension`,
    );
    return true;
  });
  return new Set(numbers);
}

function attributes(element: XmlElement, path: string): readonly string[] {
  return element.find(path, ns).flatMap((node) => (node instanceof XmlAttribute ? [node.value] : []));
}

// libxml2 refuses a namespace name that is no URI, which the recommendation leaves to the reader. Only HL7's counts here.
function withUris(xml: string): string {
  return xml.replace(/(xmlns:[^\s=<>"]+=)"(?!urn:hl7-org:v3")[^"<]*"/g, '$1"urn:any"');
}

function withDocument(xml: string, judge: (document: XmlDocument) => boolean): boolean {
  let document: XmlDocument;
  try {
    document = XmlDocument.fromString(withUris(xml));
  } catch {
    return false;
  }
  try {
    return judge(document);
  } finally {
    document.dispose();
  }
}
