import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isAllowedCertificate, isAllowedSubject } from "../../../src/gateway/spine/peer-subject.js";
import { createCertificateAuthority } from "../../../src/simulator/certificates.js";

const allowed = ["msg.spine.example", "msg2.spine.example"];

describe("which certificate may deliver", () => {
  it("one that names an allowed host as subject or alternative name, whole and in any case", async () => {
    const authority = await createCertificateAuthority({ now: () => Date.now() }, "Test CA");
    const named = async (...names: string[]): Promise<boolean> => {
      const { certificate } = await authority.issue({ names });
      return isAllowedCertificate(new X509Certificate(certificate), allowed);
    };
    expect(await named("msg.spine.example")).toBe(true);
    expect(await named("elsewhere.example", "MSG2.spine.example")).toBe(true);
    expect(await named("msg.spine.example.evil.example")).toBe(false);
    expect(await named("*.spine.example")).toBe(false);
    expect(isAllowedCertificate(undefined, allowed)).toBe(false);
  });
});

describe("which subject of a TLS terminator may deliver", () => {
  it.each([
    "msg.spine.example",
    "CN=msg.spine.example,OU=Devices,O=NHS",
    "O=NHS, CN=MSG.spine.example",
    "/O=NHS/OU=Devices/CN=msg.spine.example",
  ])("%s may", (subject) => {
    expect(isAllowedSubject([subject], allowed)).toBe(true);
  });

  it.each([
    ["nothing", []],
    ["two headers", ["msg.spine.example", "msg.spine.example"]],
    ["an empty header", [""]],
    ["another host", ["CN=other.example,O=NHS"]],
    ["an allowed name in another place", ["CN=other.example,O=CN=msg.spine.example"]],
    ["an allowed name behind an escaped comma", ["O=x\\,CN=msg.spine.example"]],
    ["two names", ["CN=msg.spine.example,CN=other.example"]],
    ["a list of names", ["other.example, msg.spine.example"]],
    ["a bare name with an allowed one in it", ["supplier.example,CN=msg.spine.example"]],
  ])("%s may not", (_name, values) => {
    expect(isAllowedSubject(values, allowed)).toBe(false);
  });

  it("no header at all may not", () => {
    expect(isAllowedSubject(undefined, allowed)).toBe(false);
  });
});
