// Writes one upload file, by ours or by the peer, in a process of its own, so that its peak memory can be told.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { makeRecords, uploadHeader } from "./council-data.mjs";

const [, , writer, path, count] = process.argv;
const records = makeRecords(Number(count));
const chunks = writer === "ours" ? await ours(records) : template(records);
const hash = createHash("sha256");
const startedAt = performance.now();
await pipeline(Readable.from(hashed(chunks), { objectMode: false }), createWriteStream(path));
const durationMs = performance.now() - startedAt;
process.send({ durationMs, peakKb: process.resourceUsage().maxRSS, digest: hash.digest("hex") });

async function* hashed(parts) {
  for await (const part of parts) {
    hash.update(part);
    yield part;
  }
}

async function ours(from) {
  const { streamUpload } = await import("../../dist/src/codec/hl7v3/upload.js");
  return streamUpload(uploadHeader, Number(count), from);
}

/** The peer: a string template with escaping, streamed in pieces of the same size. */
function* template(from) {
  const { creationTime, sequenceNumber, sender } = uploadHeader;
  let text = `<?xml version="1.0" encoding="UTF-8"?><File xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation"><creationTime value="${escape(creationTime)}"/><id extension="${sequenceNumber}"/><transmissionQuantity value="${count}"/><communicationFunctionSnd><organisation><id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="${escape(sender.odsCode)}"/><name>${escape(sender.name)}</name>${sender.telecoms.map(({ use, number }) => `<telecom use="${escape(use)}" value="tel:${escape(number)}"/>`).join("")}</organisation></communicationFunctionSnd>`;
  for (const record of from) {
    text += `<record><CP-ISRecord>${record.plans.map(plan).join("")}${record.subjects.map(subject).join("")}</CP-ISRecord></record>`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  yield `${text}</File>`;
}

function plan({ kind, startDate, endDate }) {
  const [template, prefix] =
    kind === "looked-after-child" ? ["COCT_TP146100GB01", "LAC"] : ["COCT_TP146101GB01", "CPP"];
  const date = `${prefix[0].toLowerCase()}${prefix.slice(1)}`;
  const end =
    endDate === undefined
      ? ""
      : `<component1><${date}EndDate><value value="${escape(endDate)}"/></${date}EndDate></component1>`;
  return `<pertinentInformation><npfitlc:contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension="${template}#${prefix}Information"/><${template}.${prefix}Information><component><${date}StartDate><value value="${escape(startDate)}"/></${date}StartDate></component>${end}</${template}.${prefix}Information></pertinentInformation>`;
}

function subject({ nhsNumber, localId, birthTime, givenName, familyName }) {
  return `<subject><npfitlc:contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension="COCT_TP145101GB01#Child"/><COCT_TP145101GB01.Child><id root="2.16.840.1.113883.2.1.4.1" extension="${escape(nhsNumber)}"/><id root="2.16.840.1.113883.2.1.3.2.4.18.24" extension="${escape(localId.value)}" assigningAuthorityName="${escape(localId.assigningAuthorityName)}"/><childPerson><birthTime value="${escape(birthTime)}"/><name><given>${escape(givenName)}</given><family>${escape(familyName)}</family></name></childPerson></COCT_TP145101GB01.Child></subject>`;
}

function escape(value) {
  return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
