import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readXml } from "../../../src/codec/xml/read-xml.js";

const root = new URL("../../../", import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, "packaging", path), "utf8");

/** A unit file's directives, by section; a directive may come several times. */
function readUnit(path: string): Map<string, Map<string, readonly string[]>> {
  const sections = new Map<string, Map<string, readonly string[]>>();
  let current: Map<string, readonly string[]> | undefined;
  for (const line of read(path).split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const section = /^\[(\w+)\]$/.exec(line)?.[1];
    if (section !== undefined) {
      current = new Map();
      sections.set(section, current);
      continue;
    }
    const [, name = "", value = ""] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    expect(name, `${path}: ${line}`).not.toBe("");
    current?.set(name, [...(current.get(name) ?? []), value]);
  }
  return sections;
}

describe("the systemd units", () => {
  test.each(["cpis-gateway.service", "cpis-doctor.service"])(
    "%s gives up every right that it does not need",
    (name) => {
      const service = readUnit(`systemd/${name}`).get("Service");
      const hardened = {
        NoNewPrivileges: "yes",
        CapabilityBoundingSet: "",
        ProtectSystem: "strict",
        ProtectHome: "yes",
        PrivateTmp: "yes",
        PrivateDevices: "yes",
        ProtectClock: "yes",
        ProtectKernelLogs: "yes",
        ProtectKernelModules: "yes",
        ProtectKernelTunables: "yes",
        ProtectControlGroups: "yes",
        RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
        RestrictNamespaces: "yes",
        RestrictSUIDSGID: "yes",
        LockPersonality: "yes",
        SystemCallArchitectures: "native",
        UMask: "0077",
        LimitCORE: "0",
        User: "cpis",
      };
      for (const [directive, value] of Object.entries(hardened))
        expect(service?.get(directive), directive).toEqual([value]);
      expect(service?.get("SystemCallFilter")?.[0]).toBe("@system-service");
      // The engine writes the code that it runs: with this the service would not start.
      expect(service?.has("MemoryDenyWriteExecute")).toBe(false);
    },
  );

  test("start what the offline bundle installs, and give it time to drain", () => {
    const service = readUnit("systemd/cpis-gateway.service").get("Service");
    expect(service?.get("ExecStart")?.[0]).toContain("/opt/cpis/dist/src/cli/main.js serve --config");
    expect(Number(service?.get("TimeoutStopSec")?.[0])).toBeGreaterThanOrEqual(60);
    expect(service?.get("KillSignal")).toEqual(["SIGTERM"]);
    const doctor = readUnit("systemd/cpis-doctor.service").get("Service");
    expect(doctor?.get("ExecStart")?.[0]).toContain("main.js doctor --config");
    expect(doctor?.get("SuccessExitStatus")).toEqual(["1"]);
    expect(readUnit("systemd/cpis-doctor.timer").get("Timer")?.get("Persistent")).toEqual(["yes"]);
    expect(read("INSTALL.md")).toContain("/opt/cpis");
  });
});

describe("the container file", () => {
  const lines = read("container/Containerfile")
    .split("\n")
    .filter((line) => !line.startsWith("#"));

  test("runs as nobody special, downloads nothing while it builds, and holds neither key nor store", () => {
    expect(lines).toContain("USER 10001:10001");
    expect(lines.findIndex((line) => line.startsWith("USER"))).toBeLessThan(
      lines.findIndex((line) => line.startsWith("ENTRYPOINT")),
    );
    expect(lines.find((line) => line.startsWith("RUN npm"))).toContain("--offline");
    expect(lines.join("\n")).not.toMatch(/curl|wget|apt-get|ADD http/);
    expect(lines.filter((line) => line.startsWith("COPY")).join("\n")).not.toMatch(/\.key|\.pem|\.sqlite/);
    for (const line of lines.filter((each) => each.startsWith("FROM"))) expect(line).toMatch(/node:24-/);
  });
});

describe("the reverse proxies", () => {
  test.each(["nginx-passthrough.conf", "nginx-terminator.conf", "haproxy.cfg"])(
    "%s has its braces in pairs",
    (name) => {
      const text = read(`reverse-proxy/${name}`).replaceAll(/#.*$/gm, "");
      expect(text.split("{").length).toBe(text.split("}").length);
    },
  );

  test("a terminator demands the caller's certificate, and replaces the header that the gateway believes", () => {
    const nginx = read("reverse-proxy/nginx-terminator.conf");
    expect(nginx).toMatch(/ssl_verify_client\s+on;/);
    expect(nginx).toMatch(/proxy_set_header\s+X-Verified-Subject \$ssl_client_s_dn;/);
    expect(nginx).toContain("proxy_pass          http://127.0.0.1:");
    const haproxy = read("reverse-proxy/haproxy.cfg");
    expect(haproxy).toContain("verify required");
    expect(haproxy).toContain("http-request set-header X-Verified-Subject %[ssl_c_s_dn(,0,rfc2253)]");
    expect(haproxy).not.toContain("add-header X-Verified-Subject");
  });

  test("a pass-through ends no TLS", () => {
    expect(read("reverse-proxy/nginx-passthrough.conf")).not.toMatch(/ssl_certificate/);
  });
});

test("the Windows service file is XML, and starts what is installed", () => {
  const xml = read("windows/cpis-gateway.xml");
  const { children } = readXml(xml);
  const textOf = (name: string) => children.find((child) => child.name === name)?.text;
  expect(textOf("arguments")).toContain("dist\\src\\cli\\main.js");
  expect(textOf("stoptimeout")).toBe("90 sec");
});

test("what was not run is listed, and every folder is named", () => {
  const readme = read("README.md");
  expect(readme).toContain("## What was not run");
  const folders = readdirSync(join(root, "packaging"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of folders) expect(readme).toContain(`\`${name}/\``);
  for (const [, path = ""] of readme.matchAll(/\]\(([^)#]+)\)/g)) {
    expect(existsSync(join(root, "packaging", path)), path).toBe(true);
  }
});
