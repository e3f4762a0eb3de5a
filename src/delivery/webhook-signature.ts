import { createHmac } from "node:crypto";

/**
 * The signature of a request: HMAC-SHA256 by the webhook's key over the time, a dot and the body as it
 * is sent, in hexadecimal. The time is in whole seconds: a receiver refuses what is old.
 */
export function webhookSignature(
  key: string,
  { timestamp, body }: { readonly timestamp: number; readonly body: string },
): string {
  return createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
}
