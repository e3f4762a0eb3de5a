import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, newSecret, secretUri, stepOfCode } from "./one-time-code.ts";

test("the codes are those of RFC 6238, appendix B", () => {
  const key = Buffer.from("12345678901234567890");
  const codes = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
  assert.deepEqual(
    codes.map((seconds) => codeOf(key, { step: Math.floor(seconds / 30), digits: 8 })),
    ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"],
  );
});

// The base32 of "12345678901234567890".
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

test("a code holds for its step and one aside, and once only", () => {
  // 94287082 of eight digits is 287082 of six; step 1 lasts from second 30 to 59.
  const at = (seconds: number, lastStep = 0) =>
    stepOfCode("287082", {
      secret: SECRET,
      now: Temporal.Instant.fromEpochMilliseconds(seconds * 1000),
      lastStep,
    });
  assert.deepEqual([at(30), at(59), at(0), at(89)], [1, 1, 1, 1]);
  assert.equal(at(90), undefined, "two steps later");
  assert.equal(at(59, 1), undefined, "its step was used");
  const wrong = {
    secret: SECRET,
    now: Temporal.Instant.fromEpochMilliseconds(59_000),
    lastStep: 0,
  };
  for (const code of ["287083", "28708", "", "２８７０８２"]) {
    assert.equal(stepOfCode(code, wrong), undefined);
  }
});

test("a secret has 160 bits in base32, and the app is told whose it is", () => {
  const secret = newSecret();
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.notEqual(secret, newSecret());
  assert.equal(
    secretUri("ABC", "ada+x@example.org"),
    "otpauth://totp/SmartPM:ada%2Bx%40example.org?secret=ABC&issuer=SmartPM",
  );
});
