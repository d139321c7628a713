import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** A key and a self-signed certificate, both PEM, made for one test run. */
export interface TestCertificate {
  readonly key: string;
  readonly certificate: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Makes a certificate valid between two moments. */
export async function makeCertificate(notBefore: Date, notAfter: Date): Promise<TestCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    { name: "CN=gateway.cpis.test", notBefore, notAfter, signingAlgorithm: algorithm, keys },
    crypto,
  );
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey("pkcs8", keys.privateKey),
    "PRIVATE KEY",
  );
  return { key, certificate: certificate.toString("pem") };
}

/** Text that has the form of PEM, for tests that never use the key. */
export const pemText = {
  key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
  certificate: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
};

/** Environment variables that the references of `productionConfig` point to. */
export const secretsInEnvironment = {
  SPINE_KEY: pemText.key,
  SEALING_KEY: Buffer.alloc(32, 7).toString("base64"),
};

/** What a location of a live site needs before it is enabled. */
export const locationPapers = { dataSharingAgreement: "DSA-2026-014", dpia: "DPIA-2026-031" } as const;

/** Settings as an administrator of a live site would write them; every test changes a part of them. */
export function productionConfig(): Record<string, unknown> {
  return {
    environment: "production",
    locations: [{ id: "ed", name: "Emergency department", accessMode: "unscheduled", ...locationPapers }],
    identity: {
      audience: "cpis-gateway",
      issuer: "https://epr.example.test",
      trustedKeys: { keys: [{ kty: "EC", crv: "P-256", kid: "epr-1", x: "AAAA", y: "BBBB" }] },
      nominatedPerson: {
        given: "Ruth",
        family: "Abara",
        jobRoleCode: "R8001",
        jobRoleName: "Named nurse for safeguarding children",
      },
      organisation: { odsCode: "ZZ9A1", name: "Northgate General Hospital" },
    },
    spine: {
      endpoint: "https://msg.example.test/reliablerequest",
      contract: { pattern: "express", cpaId: "S20001A000182" },
      ownPartyKey: "ZZ9A1-000001",
      spinePartyKey: "YES-0000806",
      ownAsid: "999900000011",
      spineAsid: "999900000012",
      tls: { key: { env: "SPINE_KEY" }, certificate: pemText.certificate, authorities: pemText.certificate },
      listener: { host: "10.0.0.5", port: 8443, allowedSubjects: ["msg-out.example.test"] },
      noRecordCodes: [{ code: "NRF-1", codeSystem: "2.999.7" }],
    },
    store: { file: "cpis.sqlite", sealingKey: { env: "SEALING_KEY" } },
  };
}
