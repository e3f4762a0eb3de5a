/** The bytes of a file as base64, the way a file goes within JSON. */
export async function bytesInBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return bytes.toBase64();
}
