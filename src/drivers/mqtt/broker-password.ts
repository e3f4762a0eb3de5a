import type { SecretBox } from "#platform/secrets.ts";

/** The name to which the passwords of brokers are bound. */
export const BROKER_PASSWORD = "broker password";

/** The password as a line's transport carries it. */
export function sealBrokerPassword(box: SecretBox, password: string): string {
  return box.seal(BROKER_PASSWORD, password).toString("base64");
}

/** The password out of a line's transport. Throws a Refusal when it does not open. */
export function openBrokerPassword(box: SecretBox, sealed: string): string {
  return box.open(BROKER_PASSWORD, Buffer.from(sealed, "base64"));
}
