import type { SecretBox } from "#platform/secrets.ts";

/** The name to which the passwords of brokers are bound. */
const NAME = "broker password";

/** The password as a line's transport carries it. */
export function sealBrokerPassword(box: SecretBox, password: string): string {
  return box.seal(NAME, password).toString("base64");
}

/** The password out of a line's transport. Throws a Refusal when it does not open. */
export function openBrokerPassword(box: SecretBox, sealed: string): string {
  return box.open(NAME, Buffer.from(sealed, "base64"));
}
