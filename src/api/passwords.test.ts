import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword, verifyNobody, verifyPassword } from "./passwords.ts";

test("the right password verifies, any other does not", async () => {
  const stored = await hashPassword("correct horse battery");
  assert.equal(await verifyPassword("correct horse battery", stored), true);
  assert.equal(await verifyPassword("correct horse batterz", stored), false);
  assert.equal(await verifyPassword("", stored), false);
});

test("the stored text names argon2id with 19 MiB, two passes and one lane", async () => {
  assert.match(await hashPassword("x"), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22}\$[^$]{43}$/);
});

test("the same password hashes differently each time", async () => {
  assert.notEqual(await hashPassword("same"), await hashPassword("same"));
});

test("composed and decomposed letters are the same password", async () => {
  assert.equal(await verifyPassword("u\u0308ber", await hashPassword("\u00fcber")), true);
});

test("a damaged hash is an error, not a wrong password", async () => {
  const stored = await hashPassword("x");
  await assert.rejects(verifyPassword("x", "plain"), /not argon2id/);
  await assert.rejects(
    verifyPassword("x", stored.replace("m=19456", "m=99999999")),
    /not argon2id/,
  );
  await assert.rejects(verifyPassword("x", stored.slice(0, -9)), /not argon2id/);
});

test("nobody's password is never right", async () => {
  assert.equal(await verifyNobody("x"), false);
});
