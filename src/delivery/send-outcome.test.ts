import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "./send-outcome.ts";

const reason = "as the server says";

test("an answer about the mail may pass with 4xx and stays with 5xx", () => {
  assert.equal(kindOf(451, "RCPT TO"), "postponed");
  assert.equal(kindOf(550, "RCPT TO"), "refused");
  assert.equal(kindOf(554, "DATA"), "refused");
  assert.equal(kindOf(552, "MAIL FROM"), "refused");
});

test("an answer about us, such as a wrong password, says nothing against the mail", () => {
  for (const command of ["AUTH PLAIN", "EHLO", "STARTTLS", "MAIL FROM", "CONN"]) {
    const outcome = outcomeOf({ reason, responseCode: 535, command, handedOver: false });
    assert.equal(outcome.kind, "unreachable", command);
  }
});

test("without an answer it depends on whether the mail had gone out", () => {
  assert.equal(outcomeOf({ reason, handedOver: true }).kind, "uncertain");
  assert.equal(outcomeOf({ reason, handedOver: false }).kind, "unreachable");
  assert.equal(outcomeOf({ reason, handedOver: false, impossible: true }).kind, "refused");
});

test("a refusal of a mail that went out whole is a refusal, not uncertain", () => {
  const outcome = outcomeOf({ reason, responseCode: 554, command: "DATA", handedOver: true });
  assert.equal(outcome.kind, "refused");
});

function kindOf(responseCode: number, command: string): string {
  return outcomeOf({ reason, responseCode, command, handedOver: false }).kind;
}
