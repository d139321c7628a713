/** What the page of `faultyHostPage` holds. */
export interface FaultyHostPage {
  heard: { readonly kind: string; readonly code?: string; readonly id?: number }[];
  seq: number;
  port?: MessagePort;
}
