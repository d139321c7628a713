/** Identifier and code-system OIDs that appear in CP-IS messages (cpis-messages 2.4). */
export const oids = {
  nhsNumber: "2.16.840.1.113883.2.1.4.1",
  localPersonId: "2.16.840.1.113883.2.1.3.2.4.18.24",
  sdsUser: "1.2.826.0.1285.0.2.0.65",
  sdsRoleProfile: "1.2.826.0.1285.0.2.0.67",
  sdsJobRole: "1.2.826.0.1285.0.2.1.104",
  asid: "1.2.826.0.1285.0.2.0.107",
  organisation: "2.16.840.1.113883.2.1.3.2.4.19.1",
  site: "2.16.840.1.113883.2.1.3.2.4.19.2",
  interaction: "2.16.840.1.113883.2.1.3.2.4.12",
  templateContent: "2.16.840.1.113883.2.1.3.2.4.18.16",
  uploadRecordResponse: "2.16.840.1.113883.2.1.3.2.4.17.473",
} as const;

/** The interactions of the query service, each named after its root element (cpis-messages 1.1). */
export const interactions = {
  query: "QUPC_IN000006GB01",
  queryResponse: "REPC_IN000007GB01",
  queryFailed: "QUQI_IN010000UK14",
  applicationAcknowledgement: "MCCI_IN010000UK13",
} as const;

/** Root element name of an interaction. */
export type Interaction = (typeof interactions)[keyof typeof interactions];

/** Root elements of the messages that travel by MESH, which have no transmission wrapper (cpis-messages 1.1). */
export const mailboxRoots = {
  upload: "File",
  uploadAcknowledgement: "FileResponse",
  accessNotification: "CP-ISAccessToServiceNotification",
  inactiveNhsNumber: "CP-ISInactiveNHSNumberNotification",
} as const;

/** The ebXML service of the query and of everything that answers it. */
export const cpisQueryService = "urn:nhs:names:services:cpisquery";
