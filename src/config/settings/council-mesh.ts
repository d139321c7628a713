import { z } from "zod";
import { milliseconds, passphraseSetting, pkcs12Setting, setting, text, textSource } from "./setting.js";

const mailboxId = z
  .string()
  .regex(/^[A-Z0-9]{1,100}$/, "must be upper-case letters and digits, as MESH issued it");

const tls = z.strictObject({
  key: setting(textSource.optional(), { description: "the mailbox's private key, PEM", secret: true }),
  pkcs12: pkcs12Setting,
  passphrase: passphraseSetting,
  certificate: setting(textSource.optional(), {
    description: "the mailbox's certificate and its chain, PEM",
  }),
  authorities: setting(textSource, {
    description: "the environment's root and sub-CA certificates, PEM; the system's own list is never used",
  }),
});

const proxy = z.strictObject({
  url: setting(z.url({ protocol: /^https?$/, error: "must be an http or https address" }), {
    description: "the proxy's address; it tunnels with CONNECT and never sees more than the host's name",
  }),
  authorisation: setting(textSource.optional(), {
    description: "the value of Proxy-Authorization, for example Basic …",
    secret: true,
  }),
});

const timings = z.strictObject({
  connectTimeoutMs: setting(milliseconds(100, 60_000).default(10_000), {
    description: "how long to wait for a connection to MESH",
    unit: "ms",
  }),
  headersTimeoutMs: setting(milliseconds(1_000, 600_000).default(60_000), {
    description: "how long to wait for an answer to begin",
    unit: "ms",
  }),
  bodyIdleTimeoutMs: setting(milliseconds(1_000, 600_000).default(60_000), {
    description: "how long an answer may stand still; a slow download goes on, a stalled one ends",
    unit: "ms",
  }),
  requestTimeoutMs: setting(milliseconds(1_000, 3_600_000).default(600_000), {
    description: "how long one exchange may take altogether",
    unit: "ms",
  }),
});

const https = z.strictObject({
  url: setting(z.url({ protocol: /^https$/, error: "must be an https address" }), {
    description: "the address of MESH: scheme, host and port; paths are MESH's own",
    danger: "Must be the address of the environment that the mailbox belongs to (H-32).",
  }),
  serverName: setting(text.optional(), {
    description: "the TLS name to expect there, where it differs from the address",
  }),
  mailboxId: setting(mailboxId, { description: "the council's own mailbox, as MESH issued it" }),
  password: setting(textSource, { description: "the mailbox's password", secret: true }),
  sharedKey: setting(textSource, { description: "the shared secret of the MESH environment", secret: true }),
  tls,
  proxy: setting(proxy.optional(), { description: "the HTTP proxy on the way to MESH, where there is one" }),
  compress: setting(z.boolean().default(false), {
    description: "whether uploads travel compressed; settled with NHS England at onboarding",
  }),
  timings: timings.prefault({}),
});

const folder = z.strictObject({
  mailboxId: setting(mailboxId, { description: "the council's own mailbox, as the MESH client has it" }),
  in: setting(text, { description: "the client's IN folder" }),
  out: setting(text, { description: "the client's OUT folder" }),
  sent: setting(text, {
    description: "the client's SENT folder; the client's SaveSent must be Y",
    danger: "Without it a sent file cannot be told from a lost one (H-20).",
  }),
  failed: setting(text, { description: "the client's FAILED folder" }),
  staging: setting(text, {
    description: "a folder of ours on the volume of OUT, outside it: files are made whole there first",
  }),
  archive: setting(text, {
    description: "a folder of ours on the volume of IN: what was taken over is kept",
  }),
  quarantine: setting(text, {
    description: "a folder of ours on the volume of IN: what cannot be understood is kept",
  }),
  settleMs: setting(milliseconds(100, 60_000).default(1_000), {
    description: "how far two looks at a file's size lie apart, before it counts as whole",
    unit: "ms",
  }),
});

/** The council's mailbox: over the MESH API, or through the folders of the MESH client (mesh sections 8 and 11). */
export const councilMeshSetting = z.strictObject({
  pollIntervalMs: setting(milliseconds(1_000, 900_000).default(300_000), {
    description: "how long to wait between two readings of the mailbox; 300000 or more outside the simulator",
    unit: "ms",
    danger: "A mailbox that is read rarely delays notices of children who are in hospital now.",
  }),
  https: setting(https.optional(), { description: "the mailbox over the MESH API; either this or folder" }),
  folder: setting(folder.optional(), {
    description: "the mailbox through the folders of NHS England's MESH client; either this or https",
  }),
});
