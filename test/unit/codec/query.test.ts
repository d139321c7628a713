import { describe, expect, it } from "vitest";
import { buildQuery, parseQuery, type NhsQuery } from "../../../src/codec/hl7v3/query.js";
import { fixtureBytes, fixtureText } from "../../support/fixtures.js";

const ordinary = parseQuery(fixtureBytes("messages/query.xml"));

describe("NHS query", () => {
  it("says nothing about the access mode unless a form is chosen (H-13)", () => {
    expect(buildQuery(ordinary)).not.toMatch(/accessEventType|isUnscheduledAccessEvent/);
    expect(ordinary).not.toHaveProperty("silentRead");
  });

  it.each([
    [
      "nested",
      '<id root="5D1F0A00-0000-4000-8000-000000000102"/><accessEventType><isUnscheduledAccessEvent value="false"/></accessEventType><author>',
    ],
    ["attribute", '<accessEventType isUnscheduledAccessEvent="false"/><author>'],
    ["value", '<accessEventType value="false"/><author>'],
    [
      "parameter-before",
      '<queryByParameter><accessEventType><value value="false"/></accessEventType><person.NHSnumber>',
    ],
    [
      "parameter-after",
      '</person.NHSnumber><accessEventType><value value="false"/></accessEventType></queryByParameter>',
    ],
    [
      "nested-last",
      '</queryByParameter><accessEventType><isUnscheduledAccessEvent value="false"/></accessEventType></cP-ISNHSQuery>',
    ],
    ["explicit-true", '<accessEventType><isUnscheduledAccessEvent value="true"/></accessEventType><author>'],
  ] as const)("writes and reads the %s form of the access mode (H-14)", (form, expected) => {
    const query: NhsQuery = { ...ordinary, silentRead: form };
    const written = buildQuery(query);
    expect(written).toContain(expected);
    expect(written.match(/<accessEventType/g)).toHaveLength(1);
    expect(parseQuery(written)).toEqual(query);
  });

  it.each([
    ['<accessEventType><isUnscheduledAccessEvent value="maybe"/></accessEventType><author>', "<author>"],
    ["<accessEventType/><author>", "<author>"],
    ['<accessEventType value="true"/><author>', "<author>"],
    ['<queryByParameter><accessEventType><value value="true"/></accessEventType>', "<queryByParameter>"],
  ])(
    "refuses an access mode it does not know rather than take it for unscheduled (H-13): %s",
    (inserted, at) => {
      const text = fixtureText("messages/query.xml");
      const place = text.lastIndexOf(at);
      const changed = text.slice(0, place) + inserted + text.slice(place + at.length);
      expect(() => parseQuery(changed)).toThrow(expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }));
    },
  );

  it.each([
    ["no query id", '<id root="5D1F0A00-0000-4000-8000-000000000102"/>', ""],
    ["no system author", /<author1.*<\/author1>/s, ""],
    ["another interactionId", 'extension="QUPC_IN000006GB01"', 'extension="QUPC_IN000007GB01"'],
    ["no sender", /<communicationFunctionSnd.*<\/communicationFunctionSnd>/s, ""],
    ["no NHS number", 'extension="9991239995"', ""],
    ["an empty NHS number", 'extension="9991239995"', 'extension=""'],
    [
      "no SDS user",
      'root="1.2.826.0.1285.0.2.0.65" extension="999800000051"/><id',
      'root="1.2" extension="1"/><id',
    ],
    ["a contentId of another template", "COCT_TP145102GB01#AssignedAuthor", "COCT_TP145104GB01#System"],
    ["no job role name", ' displayName="Nurse Practitioner"', ""],
    ["no family name", "<family>O'Nuñez</family>", ""],
  ])("is refused with %s", (_name, from, to) => {
    const changed = fixtureText("messages/query.xml").replace(from, to);
    expect(changed).not.toBe(fixtureText("messages/query.xml"));
    expect(() => parseQuery(changed)).toThrow(expect.objectContaining({ code: "CPIS_MESSAGE_MALFORMED" }));
  });

  it("tells person from device by the template, and ids by their root, not their place", () => {
    const swapped = fixtureText("messages/query.xml").replace(
      /(<id root="1\.2\.826\.0\.1285\.0\.2\.0\.65" extension="\d+"\/>)(<id root="1\.2\.826\.0\.1285\.0\.2\.0\.67" extension="\d+"\/>)(<assigned)/,
      "$2$1$3",
    );
    expect(swapped).not.toBe(fixtureText("messages/query.xml"));
    expect(parseQuery(swapped)).toEqual(ordinary);
  });

  it("never names the patient in an error", () => {
    try {
      parseQuery(fixtureText("messages/query.xml").replace(/<author1.*<\/author1>/s, ""));
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain(ordinary.nhsNumber);
    }
  });
});
