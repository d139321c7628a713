import { BlockList, isIP } from "node:net";

const privateRanges = new BlockList();
privateRanges.addSubnet("127.0.0.0", 8, "ipv4");
privateRanges.addSubnet("10.0.0.0", 8, "ipv4");
privateRanges.addSubnet("172.16.0.0", 12, "ipv4");
privateRanges.addSubnet("192.168.0.0", 16, "ipv4");
privateRanges.addAddress("::1", "ipv6");
privateRanges.addSubnet("fc00::", 7, "ipv6");

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether only this machine can reach an address; also in the form that a dual-stack socket gives IPv4 in. */
export function isLoopbackAddress(host: string): boolean {
  return host === "localhost" || isIn(loopback, host);
}

/**
 * Whether only this machine or a private network can reach an address.
 *
 * `0.0.0.0` and `::` are every address of the machine and therefore not private; so is any name but `localhost`.
 */
export function isPrivateAddress(host: string): boolean {
  return host === "localhost" || isIn(privateRanges, host);
}

function isIn(ranges: BlockList, host: string): boolean {
  const address = host.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && ranges.check(address, family === 4 ? "ipv4" : "ipv6");
}
