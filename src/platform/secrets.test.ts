import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openSecretBox } from "./secrets.ts";

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-secrets-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("what was sealed opens again after a restart, and the key is its owner's alone", async (t) => {
  const folder = await temporaryFolder(t);
  const sealed = (await openSecretBox(folder)).seal("mail", "hüt dich");
  assert.equal((await openSecretBox(folder)).open("mail", sealed), "hüt dich");
  assert.equal((await stat(join(folder, "secret.key"))).mode & 0o777, 0o600);
});

test("a sealed secret shows nothing, and no two are alike", async (t) => {
  const box = await openSecretBox(await temporaryFolder(t));
  const sealed = box.seal("mail", "password");
  assert.equal(sealed.includes("password"), false);
  assert.notDeepEqual(box.seal("mail", "password"), sealed);
});

test("a changed byte, another name and another key are noticed", async (t) => {
  const box = await openSecretBox(await temporaryFolder(t));
  const sealed = box.seal("mail", "password");
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    assert.throws(() => box.open("mail", changed), /does not open/);
  }
  assert.throws(() => box.open("bills", sealed), /does not open/);
  const other = await openSecretBox(await temporaryFolder(t));
  assert.throws(() => other.open("mail", sealed), /put back the key/);
});

test("a key that is cut short is refused, not replaced", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, "secret.key"), "short");
  await assert.rejects(openSecretBox(folder), /damaged: put it back from a backup/);
});
