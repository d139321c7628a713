import { z } from "zod";
import { silentReadForms } from "../../domain/silent-read.js";
import {
  listenHost,
  milliseconds,
  oid,
  passphraseSetting,
  pkcs12Setting,
  port,
  setting,
  text,
  textSource,
} from "./setting.js";

const asid = z.string().regex(/^[0-9]{12}$/, "must be 12 digits");
const partyKey = z.string().regex(/^[A-Z0-9]{3,8}-[0-9]{4,8}$/, "must look like RTX-821088");

const contract = z.strictObject({
  pattern: setting(z.enum(["express", "reliable"]), {
    description: "how the query travels: express (never acknowledged, never re-sent) or reliable",
  }),
  cpaId: setting(z.string().regex(/^[A-Za-z0-9]{6,64}$/, "must be letters and digits only"), {
    description: "the CPAId of Spine's record for the query",
  }),
  syncReply: setting(z.boolean().default(true), {
    description: "whether acknowledgements and errors return on the same connection",
  }),
  retries: setting(z.int().min(0).max(10).default(0), {
    description: "re-sends after the first attempt; always 0 on an express contract",
  }),
  retryIntervalMs: setting(milliseconds(0, 3_600_000).default(0), {
    description: "the gap between attempts on a reliable contract",
    unit: "ms",
  }),
  persistDurationMs: setting(milliseconds(0, 86_400_000).default(0), {
    description: "when a reliable contract stops trying",
    unit: "ms",
  }),
  actor: setting(text.default("urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"), {
    description: "the `soap:actor` of AckRequested on a reliable contract",
  }),
});

const tls = z.strictObject({
  key: setting(textSource.optional(), { description: "our private key, PEM", secret: true }),
  pkcs12: pkcs12Setting,
  passphrase: passphraseSetting,
  certificate: setting(textSource.optional(), { description: "our certificate and its chain, PEM" }),
  authorities: setting(textSource, {
    description: "the environment's root and sub-CA certificates, PEM; the system's own list is never used",
  }),
});

const listener = z.strictObject({
  host: setting(listenHost, { description: "the address on which Spine's replies arrive" }),
  port: setting(port, { description: "the port on which Spine's replies arrive" }),
  allowedSubjects: setting(z.array(text).min(1, "needs at least one host name"), {
    description: "the host names in the certificates of the Spine servers that may deliver to us",
    danger: "The national CA issues to other suppliers too; only these names are let in.",
  }),
  tlsTerminator: setting(
    z
      .strictObject({
        verifiedSubjectHeader: setting(
          z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be the name of an HTTP header"),
          { description: "the header in which the terminator puts the subject it verified" },
        ),
      })
      .optional(),
    {
      description: "set only where a TLS terminator on a private network stands in front of the listener",
      danger: "Anyone who reaches the listener directly can then claim to be Spine.",
    },
  ),
});

/** The connection to Spine (spine-transport sections 2, 5 and 10). */
export const spineSetting = z.strictObject({
  endpoint: setting(z.url({ protocol: /^https$/, error: "must be an https address" }), {
    description: "the address to which queries are posted",
  }),
  serverName: setting(text.optional(), {
    description: "the TLS name to expect there, where it differs from the address",
  }),
  contract: setting(contract, {
    description: "the contract properties of the query, from Spine's record; nothing is sent without them",
  }),
  ownPartyKey: setting(partyKey, { description: "our party key" }),
  spinePartyKey: setting(partyKey, { description: "Spine's party key" }),
  ownAsid: setting(asid, { description: "our accredited system id" }),
  spineAsid: setting(asid, { description: "the accredited system id of Spine's CP-IS service" }),
  tls,
  listener,
  silentReadForm: setting(z.enum([...silentReadForms, "refuse"]).optional(), {
    description:
      "the XML form of the silent read; `refuse` leaves every scheduled check unsent. Default only in the simulator: nested",
    danger: "A form that CP-IS does not understand may tell councils of planned care (H-14).",
    needsTwo: true,
    takesEffect: "live",
  }),
  noRecordCodes: setting(
    z
      .array(
        z.strictObject({
          code: setting(text, { description: "the reason code" }),
          codeSystem: setting(oid, { description: "its code system" }),
        }),
      )
      .optional(),
    {
      description: "the reason codes that mean CP-IS holds no record; every other code is a failure",
      danger: "A wrong code here turns failures into 'no record' (H-04).",
      needsTwo: true,
      takesEffect: "live",
    },
  ),
  timings: z
    .strictObject({
      connectTimeoutMs: setting(milliseconds(100, 60_000).default(5_000), {
        description: "how long to wait for a connection to Spine",
        unit: "ms",
      }),
      httpAnswerTimeoutMs: setting(milliseconds(1_000, 120_000).default(20_000), {
        description: "how long to wait for Spine to accept a query",
        unit: "ms",
      }),
    })
    .prefault({}),
});
