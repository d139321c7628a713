import { z } from "zod";

/**
 * FHIR R4 (4.0.1) AuditEvent as far as it can be told without its publisher's validator: every element that there is, how often
 * it may come, what is required, the forms of its types, and the codes of the value sets that bind it.
 */

// "Strings SHALL NOT be empty", nor hold control characters but those of a line.
const text = z
  .string()
  .regex(/\S/)
  .refine((value) => !/[^\P{Cc}\t\n\r]/u.test(value), "holds a control character");
const id = z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/);
const uri = z.string().regex(/^\S+$/);
const code = z.string().regex(/^[^\s]+(\s[^\s]+)*$/);
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  .refine((value) => !Number.isNaN(Date.parse(value)));
const list = <T extends z.ZodType>(item: T) => z.array(item).min(1);

const coding = z.strictObject({
  system: uri.optional(),
  version: text.optional(),
  code: code.optional(),
  display: text.optional(),
  userSelected: z.boolean().optional(),
});
const codeOf = (system: string, codes: readonly string[]) =>
  z.strictObject({ system: z.literal(system), code: z.enum(codes), display: text.optional() });
const concept = z.strictObject({ coding: list(coding).optional(), text: text.optional() });
const identifier = z.strictObject({ system: uri.optional(), value: text.optional() });
// A reference says something: an address, an identifier or a name.
const reference = z
  .strictObject({
    reference: text.optional(),
    type: uri.optional(),
    identifier: identifier.optional(),
    display: text.optional(),
  })
  .refine((value) => Object.keys(value).length > 0);
const period = z.strictObject({ start: text.optional(), end: text.optional() });

const numbers = (through: number): readonly string[] =>
  Array.from({ length: through }, (_, index) => String(index + 1));

// ValueSet audit-event-type, extensible: what it has a code for is said with that code.
const eventType = codeOf("http://dicom.nema.org/resources/ontology/DCM", [
  "110100",
  "110101",
  "110102",
  "110103",
  "110104",
  "110105",
  "110106",
  "110107",
  "110108",
  "110109",
  "110110",
  "110111",
  "110112",
  "110113",
  "110114",
]);

const agent = z.strictObject({
  type: concept.optional(),
  role: list(concept).optional(),
  who: reference.optional(),
  altId: text.optional(),
  name: text.optional(),
  requestor: z.boolean(),
  location: reference.optional(),
  policy: list(uri).optional(),
  media: coding.optional(),
  network: z.strictObject({ address: text.optional(), type: z.enum(numbers(5)).optional() }).optional(),
  purposeOfUse: list(concept).optional(),
});

const detail = z
  .strictObject({ type: text, valueString: text.optional(), valueBase64Binary: text.optional() })
  .refine((value) => (value.valueString === undefined) !== (value.valueBase64Binary === undefined));

const entity = z
  .strictObject({
    what: reference.optional(),
    type: codeOf("http://terminology.hl7.org/CodeSystem/audit-entity-type", numbers(4)).optional(),
    role: codeOf("http://terminology.hl7.org/CodeSystem/object-role", numbers(24)).optional(),
    lifecycle: coding.optional(),
    securityLabel: list(coding).optional(),
    name: text.optional(),
    description: text.optional(),
    query: text.optional(),
    detail: list(detail).optional(),
  })
  // Invariant sev-1.
  .refine((value) => value.name === undefined || value.query === undefined);

/** One AuditEvent. Unknown elements are refused. */
export const auditEventR4 = z.strictObject({
  resourceType: z.literal("AuditEvent"),
  id: id.optional(),
  type: eventType,
  subtype: list(coding).optional(),
  action: z.enum(["C", "R", "U", "D", "E"]).optional(),
  period: period.optional(),
  recorded: instant,
  outcome: z.enum(["0", "4", "8", "12"]).optional(),
  outcomeDesc: text.optional(),
  purposeOfEvent: list(concept).optional(),
  agent: list(agent),
  source: z.strictObject({
    site: text.optional(),
    observer: reference,
    type: list(codeOf("http://terminology.hl7.org/CodeSystem/security-source-type", numbers(9))).optional(),
  }),
  entity: list(entity).optional(),
});

/** A Bundle of them. */
export const bundleR4 = z.strictObject({
  resourceType: z.literal("Bundle"),
  type: z.literal("collection"),
  entry: z.array(z.strictObject({ resource: auditEventR4 })),
});
