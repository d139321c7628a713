/** Our key and certificate towards a national service, and whom we trust there; PEM. */
export interface TlsIdentityPlan {
  readonly key: string;
  readonly certificate: string;
  readonly authorities: string;
}
