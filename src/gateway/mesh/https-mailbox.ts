import { arch, platform, release } from "node:os";
import type { HttpsMeshPlan } from "../../config/mesh-plan.js";
import { parseLookUp } from "../../codec/mesh/json-answers.js";
import { meshPaths } from "../../codec/mesh/workflows.js";
import { findCredentialFaults } from "../../domain/mesh-credentials.js";
import type { MeshMailboxAddress, MeshMessageId } from "../../domain/mesh-message.js";
import { minimumPollIntervalMs } from "../../domain/mesh-polling.js";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";
import { CpisError } from "../../errors/cpis-error.js";
import type {
  MailboxListing,
  MeshDirectory,
  MeshMailbox,
  MeshSendOutcome,
  MessageSink,
  OutboundMeshMessage,
  ProgressJournal,
  StoreDisposition,
  TrackingKey,
  TrackingResult,
} from "../../ports/mailbox.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";
import { toAnswerError } from "./answer-meaning.js";
import { createCertificateCheck } from "./certificate-check.js";
import { acknowledgeMessage, downloadMessage, getText, listInbox, type InboxContext } from "./https-inbox.js";
import { sendMessage, type OutboxContext } from "./https-outbox.js";
import { trackMessage } from "./https-tracking.js";
import type { ClockWatch } from "../telemetry/clock-watch.js";
import { createMeshCaller } from "./mesh-caller.js";
import { createMeshConnection, type MeshConnection } from "./mesh-connection.js";

/** What a mailbox over the API needs from outside. */
export interface HttpsMailboxDependencies {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly timers: Timers;
  /** Of this product; told to MESH in every request. */
  readonly version: string;
  readonly clockWatch?: Pick<ClockWatch, "note">;
}

/**
 * A mailbox over the MESH API, version 2, with mutual TLS.
 *
 * It refuses to be read more often than its environment permits, whoever asks (mesh section 8). Making one with
 * credentials that cannot work throws `CPIS_CONFIG_INVALID`.
 */
export class HttpsMailbox implements MeshMailbox, MeshDirectory {
  readonly mailboxId: string;
  readonly #plan: HttpsMeshPlan;
  readonly #clock: Clock;
  readonly #version: string;
  readonly #connection: MeshConnection;
  readonly #context: InboxContext & OutboxContext;
  #identity: TlsIdentityPlan;
  #lastListedAt: number | undefined;

  constructor(plan: HttpsMeshPlan, { clock, ids, timers, version, clockWatch }: HttpsMailboxDependencies) {
    const issues = findCredentialFaults(plan.credentials);
    if (issues.length > 0) throw new CpisError("CPIS_CONFIG_INVALID", { issues });
    this.mailboxId = plan.credentials.mailboxId;
    this.#plan = plan;
    this.#clock = clock;
    this.#version = version;
    this.#identity = plan.tls;
    this.#connection = createMeshConnection(plan);
    const caller = createMeshCaller({
      connection: this.#connection,
      credentials: plan.credentials,
      clock,
      ids,
      timers,
      userAgent: `cpis-plugin;${version};node;${process.versions.node};${platform()};${release()}`,
      checkCertificate: createCertificateCheck(() => this.#identity.certificate, clock),
      clockWatch,
    });
    const { chunking, compress, maxMessageBytes } = plan;
    this.#context = { caller, clock, mailboxId: this.mailboxId, chunking, compress, maxMessageBytes };
  }

  async check(signal: AbortSignal): Promise<void> {
    const answer = await this.#context.caller.call(
      {
        method: "POST",
        path: meshPaths.mailbox(this.mailboxId),
        headers: {
          "mex-clientversion": `cpis-plugin==${this.#version}`,
          "mex-osname": platform(),
          "mex-osversion": release(),
          "mex-osarchitecture": arch(),
          "mex-javaversion": "N/A",
        },
        repeatable: true,
        authorised: true,
      },
      signal,
    );
    if (answer.status !== 200) throw await toAnswerError(answer, this.#clock.now());
    await answer.discard();
  }

  async list(signal: AbortSignal): Promise<MailboxListing> {
    const now = this.#clock.now();
    const waitMs = (this.#lastListedAt ?? -Infinity) + minimumPollIntervalMs(this.#plan.environment) - now;
    if (waitMs > 0) throw new CpisError("CPIS_MESH_POLLED_TOO_SOON", { context: { waitMs } });
    this.#lastListedAt = now;
    return listInbox(this.#context, signal);
  }

  download(messageId: MeshMessageId, sink: MessageSink, signal: AbortSignal): Promise<StoreDisposition> {
    return downloadMessage(this.#context, messageId, sink, signal);
  }

  acknowledge(messageId: MeshMessageId, signal: AbortSignal): Promise<void> {
    return acknowledgeMessage(this.#context, messageId, signal);
  }

  send(
    message: OutboundMeshMessage,
    journal: ProgressJournal,
    signal: AbortSignal,
  ): Promise<MeshSendOutcome> {
    return sendMessage(this.#context, message, journal, signal);
  }

  track(key: TrackingKey, signal: AbortSignal): Promise<TrackingResult> {
    return trackMessage(this.#context, key, signal);
  }

  async lookUp(
    odsCode: string,
    workflowId: string,
    signal: AbortSignal,
  ): Promise<readonly MeshMailboxAddress[]> {
    return parseLookUp(await getText(this.#context, meshPaths.lookUp(odsCode, workflowId), signal, false));
  }

  /** New connections use this identity from now on; exchanges in flight end on the old one. */
  async renewIdentity(identity: TlsIdentityPlan): Promise<void> {
    this.#identity = identity;
    await this.#connection.renewIdentity(identity);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
