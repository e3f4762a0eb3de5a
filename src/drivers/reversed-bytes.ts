/** A copy with the last byte first. */
export function reversedBytes(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.toReversed());
}
