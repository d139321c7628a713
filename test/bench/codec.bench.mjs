// Building a query and reading a response of 31 kB, each beside its peer in the same interleaved run.
import { XmlDocument } from "libxml2-wasm";
import { classifyReply } from "../../dist/src/codec/classify-reply.js";
import { buildEbxmlMessage, spineBoundary } from "../../dist/src/codec/ebxml/ebxml-message.js";
import { buildQuery } from "../../dist/src/codec/hl7v3/query.js";
import { buildQueryResponse, parseQueryResponse } from "../../dist/src/codec/hl7v3/query-response.js";

const rounds = Number(process.env.CPIS_BENCH_ROUNDS ?? 60);

const author = {
  kind: "person",
  role: {
    code: "R0260",
    codeSystem: "2.16.840.1.113883.2.1.3.2.4.17.124",
    displayName: "Nurse Practitioner",
  },
  sdsUserId: "999800000051",
  roleProfileId: "999800000052",
  name: { prefix: "Ms", given: ["Zoë"], family: "O'Nuñez & Sons" },
  organisation: { odsCode: "ZZ9A4", name: "ST ELSEWHERE & DISTRICT HOSPITAL" },
};
const transmission = {
  id: "5D1F0A00-0000-4000-8000-000000000101",
  creationTime: "20260105143000",
  receiverAsid: "999900000042",
  senderAsid: "999900000041",
};
const nhsNumber = "9991239995";
const query = {
  kind: "query",
  ...transmission,
  controlAct: {
    author: { roleProfileId: "999800000052", userId: "999800000051", jobRoleCode: "R0260" },
    systemAsid: "999900000041",
  },
  queryId: "5D1F0A00-0000-4000-8000-000000000102",
  effectiveTime: "20260105143000+0000",
  author,
  nhsNumber,
};
const header = {
  fromPartyKey: "ZZ9-000001",
  toPartyKey: "YES-0000806",
  cpaId: "S20001A000182",
  conversationId: "5D1F0A00-0000-4000-8000-000000000100",
  service: "urn:nhs:names:services:cpisquery",
  action: "QUPC_IN000006GB01",
  messageId: transmission.id,
  timestamp: "2026-01-05T14:30:00Z",
  duplicateElimination: true,
  ackRequested: { actor: "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" },
  syncReply: true,
};

/** The rows of docs/benchmarks.md that are about the codec. */
export async function run() {
  const template = stringTemplate(query);
  if (template !== buildQuery(query)) throw new Error("The string template does not write the same bytes.");
  const text = buildQueryResponse(response());
  const bytes = Buffer.from(text);
  const reply = { action: "REPC_IN000007GB01", refToMessageId: transmission.id, hl7: text };
  const expected = { messageId: transmission.id, nhsNumber, noRecordCodes: [], ownQueryId: query.queryId };
  const times = interleave({
    template: [200, () => stringTemplate(query)],
    build: [200, () => buildQuery(query)],
    whole: [100, () => buildEbxmlMessage({ header, hl7: buildQuery(query), boundary: spineBoundary })],
    libxml2: [20, () => XmlDocument.fromBuffer(bytes).dispose()],
    parse: [20, () => parseQueryResponse(bytes)],
    classify: [20, () => classifyReply(reply, expected)],
  });
  const size = `${(bytes.length / 1000).toFixed(0)} kB`;
  return [
    row(
      "query build",
      "string template with escaping, same bytes",
      times.build,
      times.template,
      "20x or less",
    ),
    row("query build, whole HTTP body", "the same template", times.whole, times.template, "1 ms or less"),
    row(
      `response of ${size}, bytes to typed record`,
      "libxml2-wasm, parse alone",
      times.parse,
      times.libxml2,
      "4x or less",
    ),
    row(
      `response of ${size}, text to what is drawn`,
      "libxml2-wasm, parse alone",
      times.classify,
      times.libxml2,
      "–",
    ),
  ];
}

function row(name, peerName, ours, peer, goal) {
  const ratios = ours.map((time, round) => time / peer[round]);
  return {
    name,
    peer: `${peerName}: ${summary(peer, microseconds)}`,
    ours: summary(ours, microseconds),
    ratio: summary(ratios, (value) => `${value.toFixed(2)}x`),
    goal,
    unit: "µs",
  };
}

function microseconds(milliseconds) {
  return `${(milliseconds * 1000).toFixed(1)} µs`;
}

function summary(samples, write) {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (share) => write(sorted[Math.floor(share * (sorted.length - 1))]);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}

// Every candidate runs in every round, so that a busy moment of the machine meets them all.
function interleave(candidates) {
  const entries = Object.entries(candidates);
  for (const [, [count, work]] of entries) for (let index = 0; index < count * 20; index += 1) work();
  const times = Object.fromEntries(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, [count, work]] of entries) {
      const start = performance.now();
      for (let index = 0; index < count; index += 1) work();
      times[name].push((performance.now() - start) / count);
    }
  }
  return times;
}

function response() {
  const accesses = Array.from({ length: 25 }, (_none, index) => ({
    effectiveTime: `202601${String(28 - index).padStart(2, "0")}143000+0000`,
    queryId: `5D1F0A00-0000-4000-8000-0000000002${String(index).padStart(2, "0")}`,
    author: {
      ...author,
      sdsUserId: `9998000001${String(index).padStart(2, "0")}`,
      name: { given: [`Person ${index}`], family: `Made-Up-${index}` },
    },
    nhsNumber,
  }));
  const plans = [{ kind: "child-protection-plan", startDate: "202509010900" }];
  const person = { nhsNumber, birthTime: "20090412", givenName: "Wren", familyName: "Okonkwo-Láng" };
  const record = (odsCode, name) => ({
    authority: {
      odsCode,
      name,
      telecoms: [
        { use: "WP", number: "01632960301" },
        { use: "EC", number: "01632960302" },
      ],
    },
    plans,
    subjects: [{ kind: "child", ...person }],
  });
  return {
    kind: "query-response",
    ...transmission,
    controlAct: { systemAsid: "999900000042" },
    reasons: [],
    response: {
      effectiveTime: "20260105143002+0000",
      responseId: "5D1F0A00-0000-4000-8000-000000000111",
      totalAccessRecords: 25,
      totalChildRecords: 5,
      accesses,
      recordGroups: [1, 2, 3, 4, 5].map((number) => [
        record(`ZZL3${number}`, `MADE-UP COUNTY COUNCIL ${number}`),
      ]),
    },
    queryResponseCode: "OK",
  };
}

const references = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};
const escape = (value) => value.replace(/[&<>"\t\n\r]/g, (character) => references[character]);

/** The peer: what a careful person would write without any library. */
function stringTemplate(q) {
  const { author: a, controlAct: c } = q;
  return `<?xml version="1.0" encoding="UTF-8"?><QUPC_IN000006GB01 xmlns="urn:hl7-org:v3" xmlns:npfitlc="NPFIT:HL7:Localisation"><id root="${escape(q.id)}"/><creationTime value="${escape(q.creationTime)}"/><versionCode code="v3INF_DMSv5.7:FIN"/><interactionId root="2.16.840.1.113883.2.1.3.2.4.12" extension="QUPC_IN000006GB01"/><processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="NE"/><communicationFunctionRcv typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="${escape(q.receiverAsid)}"/></device></communicationFunctionRcv><communicationFunctionSnd typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="${escape(q.senderAsid)}"/></device></communicationFunctionSnd><ControlActEvent classCode="CACT" moodCode="EVN"><author typeCode="AUT"><AgentPersonSDS classCode="AGNT"><id root="1.2.826.0.1285.0.2.0.67" extension="${escape(c.author.roleProfileId)}"/><agentPersonSDS classCode="PSN" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.65" extension="${escape(c.author.userId)}"/></agentPersonSDS><part typeCode="PART"><partSDSRole classCode="ROL"><id root="1.2.826.0.1285.0.2.1.104" extension="${escape(c.author.jobRoleCode)}"/></partSDSRole></part></AgentPersonSDS></author><author1 typeCode="AUT"><AgentSystemSDS classCode="AGNT"><agentSystemSDS classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="${escape(c.systemAsid)}"/></agentSystemSDS></AgentSystemSDS></author1><subject typeCode="SUBJ"><CP-ISQueryStub><cP-ISNHSQuery><effectiveTime value="${escape(q.effectiveTime)}"/><id root="${escape(q.queryId)}"/><author><npfitlc:contentId root="2.16.840.1.113883.2.1.3.2.4.18.16" extension="COCT_TP145102GB01#AssignedAuthor"/><COCT_TP145102GB01.AssignedAuthor><code code="${escape(a.role.code)}" codeSystem="${escape(a.role.codeSystem)}" displayName="${escape(a.role.displayName)}"/><id root="1.2.826.0.1285.0.2.0.65" extension="${escape(a.sdsUserId)}"/><id root="1.2.826.0.1285.0.2.0.67" extension="${escape(a.roleProfileId)}"/><assignedAuthorPerson><name><prefix>${escape(a.name.prefix)}</prefix>${a.name.given.map((given) => `<given>${escape(given)}</given>`).join("")}<family>${escape(a.name.family)}</family></name></assignedAuthorPerson><representedOrganization><id root="2.16.840.1.113883.2.1.3.2.4.19.1" extension="${escape(a.organisation.odsCode)}"/><name>${escape(a.organisation.name)}</name></representedOrganization></COCT_TP145102GB01.AssignedAuthor></author><queryByParameter><person.NHSnumber><value extension="${escape(q.nhsNumber)}"/></person.NHSnumber></queryByParameter></cP-ISNHSQuery></CP-ISQueryStub></subject></ControlActEvent></QUPC_IN000006GB01>`;
}
