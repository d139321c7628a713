/** Namespaces of everything CP-IS sends. Prefixes are a custom, never a fact: match on these (cpis-messages 2.1). */
export const namespaces = {
  hl7: "urn:hl7-org:v3",
  npfitlc: "NPFIT:HL7:Localisation",
  soap: "http://schemas.xmlsoap.org/soap/envelope/",
  eb: "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd",
  xlink: "http://www.w3.org/1999/xlink",
  hl7ebxml: "urn:hl7-org:transport/ebXML/DSTUv1.0",
  nasp: "http://national.carerecords.nhs.uk/schema/",
  xml: "http://www.w3.org/XML/1998/namespace",
  xmlns: "http://www.w3.org/2000/xmlns/",
} as const;
