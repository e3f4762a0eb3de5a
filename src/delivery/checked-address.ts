import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";

/** An address of a receiver, looked up and found fit to be connected to. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Networks of this machine and of its surroundings: RFC 6890 and what clouds keep there. */
const OWN_NETWORKS: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
];
const OWN_NETWORKS_6: readonly (readonly [string, number])[] = [
  ["::", 128],
  ["::1", 128],
  // IPv4 in another dress (that of ::ffff:0:0/96 a BlockList sees through by itself).
  ["64:ff9b::", 96],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
];

const own = new BlockList();
for (const [net, prefix] of OWN_NETWORKS) own.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of OWN_NETWORKS_6) own.addSubnet(net, prefix, "ipv6");

/** Whether an address leads to this machine or into its own networks. */
export function isOwnNetwork(address: string): boolean {
  return own.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

/**
 * The address to connect to; a text says why there is none. One address of the host inside is enough to
 * refuse it. Whoever connects must use this very address: a second look-up could give another one.
 */
export async function checkedAddress(
  host: string,
  { allowPrivate }: { readonly allowPrivate: boolean },
): Promise<CheckedAddress | string> {
  const found = await lookup(host, { all: true }).catch((error: Error) => error.message);
  if (typeof found === "string") return `${host} has no address (${found})`;
  const inside = found.find(({ address }) => isOwnNetwork(address));
  if (inside && !allowPrivate) {
    return `${host} leads into this network (${inside.address}); webhook.allowPrivate permits that`;
  }
  const [first] = found;
  if (!first) return `${host} has no address`;
  return { address: first.address, family: first.family === 6 ? 6 : 4 };
}
