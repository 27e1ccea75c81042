import { BlockList, isIP, isIPv6 } from 'node:net'

/** IPv4 that is not public (IANA special-purpose registry): this network, private, shared, loopback, link-local, test, reserved. */
const notPublic = new BlockList()
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(address, bits, 'ipv4')

/** Global unicast of IPv6, and what inside it is not plainly public: Teredo and protocol blocks, documentation, 6to4. */
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')
const exceptions = new BlockList()
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  exceptions.addSubnet(address, bits, 'ipv6')

/** Is this an address on the public internet? Mapped and translated forms of IPv4 are not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false
  if (isIPv6(address)) return unicast.check(address, 'ipv6') && !exceptions.check(address, 'ipv6')
  return !notPublic.check(address, 'ipv4')
}
