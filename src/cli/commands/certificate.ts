import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import { errorReason } from "../../config/error-reason.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { KeyKind } from "../certificate/make-request.js";
import { readCertificates } from "../doctor/judge-certificates.js";
import { exitDone, exitNotDone, UsageFault } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

const requestHelp = `
Makes a new private key and a request (PKCS#10) to have it certified, for the host name that the endpoint registration or the
mailbox asks for. Send the request only; the key stays where it was made. Both files are readable by their owner only, and
nothing is ever overwritten.

Example:
  $ cpis certificate request --name cpis.northgate.example --out /etc/cpis/keys`;

interface RequestOptions {
  readonly name: string;
  readonly out: string;
  readonly key: KeyKind;
}

/** `cpis certificate request` and `cpis certificate show`. */
export function addCertificateCommand(
  program: Command,
  terminal: Terminal,
  report: (exitCode: number) => void,
): void {
  const certificate = program.command("certificate").description("keys, requests and certificates");
  certificate
    .command("request")
    .description("make a private key and a request to have it certified")
    .requiredOption("--name <host>", "the whole host name that the certificate must say")
    .requiredOption("--out <folder>", "where both files go")
    .addOption(
      new Option("--key <kind>", "kind of key")
        .choices(["rsa-2048", "rsa-3072", "ec-p256"])
        .default("rsa-2048"),
    )
    .addHelpText("after", requestHelp)
    .action((options: RequestOptions) => request(options, terminal));
  certificate
    .command("show")
    .description("print what a certificate file says; exit code 1 where one in it cannot be used today")
    .argument("<file>", "PEM, one certificate or a chain")
    .action(async (file: string) => {
      report(await show(file, terminal));
    });
}

async function request({ name, out, key }: RequestOptions, terminal: Terminal): Promise<void> {
  const { isHostName, makeRequest } = await import("../certificate/make-request.js");
  if (!isHostName(name)) {
    throw new UsageFault("--name must be a whole host name in lower case, such as cpis.northgate.example.");
  }
  const { writeNewFiles } = await import("../certificate/write-new-files.js");
  const made = await makeRequest(name, key);
  const files = writeNewFiles(out, { [`${name}.key`]: made.key, [`${name}.csr`]: made.request });
  for (const file of files) terminal.out(file);
  terminal.note(
    `Send ${name}.csr to the authority. Keep ${name}.key secret: it leaves this machine in no case.`,
  );
}

async function show(file: string, terminal: Terminal): Promise<number> {
  const { certificateLines } = await import("../certificate/describe-certificates.js");
  const certificates = readCertificates(readText(file));
  if (certificates.length === 0) {
    throw new CpisError("CPIS_CONFIG_INVALID", {
      detail: `${file} holds no PEM certificate that can be read.`,
    });
  }
  const now = terminal.now();
  for (const line of certificateLines(certificates, now)) terminal.out(line);
  const usable = certificates.every(
    ({ validFromDate, validToDate }) => validFromDate.getTime() <= now && now <= validToDate.getTime(),
  );
  return usable ? exitDone : exitNotDone;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const detail = `${file} cannot be read: ${errorReason(cause)}.`;
    throw new CpisError("CPIS_CONFIG_UNREADABLE", { detail, cause });
  }
}
