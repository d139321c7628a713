import { XmlAttribute, XmlDocument, XmlElement } from "libxml2-wasm";

/** What an oracle needs to know of the exchange. */
interface Exchange {
  readonly messageId: string;
  readonly nhsNumber: string;
  readonly noRecordCodes: readonly { readonly code: string; readonly codeSystem: string }[];
}

const ns = { h: "urn:hl7-org:v3" };
const interaction = "//h:QUQI_IN010000UK14|//h:REPC_IN000007GB01|//h:MCCI_IN010000UK13|//h:QUPC_IN000006GB01";

/**
 * Whether a message really says *no record* about our query, by another parser and by a reading of the rules that shares
 * no code with the product: XPath over libxml2.
 */
export function reallySaysNoRecord(
  hl7: string,
  refToMessageId: string | undefined,
  exchange: Exchange,
): boolean {
  if (refToMessageId?.trim().toUpperCase() !== exchange.messageId) return false;
  return withDocument(hl7, (document) => {
    const found = document.find(interaction, ns);
    const [root] = found;
    if (found.length !== 1 || !(root instanceof XmlElement) || root.name !== "QUQI_IN010000UK14")
      return false;
    const values = (path: string): readonly string[] => attributeValues(root, path);
    const refs = values("h:acknowledgement/h:messageRef/h:id/@root");
    if (refs.length !== 1 || refs[0]?.trim().toUpperCase() !== exchange.messageId) return false;
    const types = values("h:acknowledgement/@typeCode");
    if (types.length !== 1 || !["AA", "AE"].includes(types[0] ?? "")) return false;
    if (root.find("h:ControlActEvent/h:subject", ns).length > 0) return false;
    const issues = root.find("h:ControlActEvent/h:reason|h:acknowledgement/h:acknowledgementDetail", ns);
    const listed = issues.every((issue) => issue instanceof XmlElement && isListed(issue, exchange));
    const responseCodes = values("h:ControlActEvent/h:queryAck/h:queryResponseCode/@code");
    if (!listed || responseCodes.includes("OK")) return false;
    const reasons = root.find("h:ControlActEvent/h:reason", ns).length;
    return reasons > 0 || (responseCodes.length === 1 && responseCodes[0] === "NF");
  });
}

/** Whether every NHS number of a message is the one that was asked about, and there is one (H-01). */
export function isOnlyAbout(hl7: string, nhsNumber: string): boolean {
  return withDocument(hl7, (document) => {
    const numbers = attributeValues(
      document.root,
      "//h:id[@root='2.16.840.1.113883.2.1.4.1']/@extension|//h:person.NHSnumber/h:value/@extension",
    ).filter((number) => number !== "");
    return numbers.length > 0 && numbers.every((number) => number === nhsNumber);
  });
}

function isListed(issue: XmlElement, { noRecordCodes }: Exchange): boolean {
  const codes = attributeValues(issue, ".//h:code/@code");
  const systems = attributeValues(issue, ".//h:code/@codeSystem");
  return (
    codes.length === 1 &&
    noRecordCodes.some(({ code, codeSystem }) => code === codes[0] && codeSystem === systems[0])
  );
}

function attributeValues(element: XmlElement, path: string): readonly string[] {
  return element.find(path, ns).flatMap((node) => (node instanceof XmlAttribute ? [node.value] : []));
}

// libxml2 refuses a namespace name that is no URI, which the recommendation leaves to the reader. Only HL7's counts here.
function withUris(hl7: string): string {
  return hl7.replace(/(xmlns:[^\s=<>"]+=)"(?!urn:hl7-org:v3")[^"<]*"/g, '$1"urn:any"');
}

function withDocument(hl7: string, judge: (document: XmlDocument) => boolean): boolean {
  let document: XmlDocument;
  try {
    document = XmlDocument.fromString(withUris(hl7));
  } catch {
    return false;
  }
  try {
    return judge(document);
  } finally {
    document.dispose();
  }
}
