import type { ServiceIdentifier } from "inversify";
import type { TlsIdentityPlan } from "../../config/tls-identity-plan.js";

/** Where Spine delivers replies to us (spine-transport 6.3). */
export interface SpineListener {
  /** Whether Spine could deliver now. */
  readonly isListening: boolean;
  /**
   * Binds the port, once the certificates have proved usable.
   *
   * Throws `CPIS_PORT_UNAVAILABLE`, `CPIS_CERTIFICATE_UNUSABLE` or `CPIS_CONFIG_INVALID`, each with one line that says
   * what to change.
   */
  start(): Promise<{ readonly port: number }>;
  /** Takes no new connection, lets deliveries in progress finish, then closes. */
  stop(): Promise<void>;
  /** New connections see the new certificate and authorities; open ones are left alone. */
  renewIdentity(identity: TlsIdentityPlan): void;
}
export const SpineListener: ServiceIdentifier<SpineListener> = Symbol("SpineListener");
