import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { beginKeyRotation, openSecretBox } from "./secrets.ts";

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

test("a new key takes the old one's place when everything is sealed anew", async (t) => {
  const folder = await temporaryFolder(t);
  const before = (await openSecretBox(folder)).seal("mail", "password");
  const { box, finish } = await beginKeyRotation(folder);
  const after = box.seal("mail", box.open("mail", before));
  await finish();
  const box2 = await openSecretBox(folder);
  assert.equal(box2.open("mail", after), "password");
  assert.throws(() => box2.open("mail", before), /does not open/, "the old key is gone");
});

test("a rotation that was cut off loses nothing, and is gone on with", async (t) => {
  const folder = await temporaryFolder(t);
  const before = (await openSecretBox(folder)).seal("mail", "password");
  const after = (await beginKeyRotation(folder)).box.seal("mail", "password");
  // Cut off here: whatever was stored opens, before and after.
  const between = await openSecretBox(folder);
  assert.equal(between.open("mail", before), "password");
  assert.equal(between.open("mail", after), "password");
  const again = await beginKeyRotation(folder);
  assert.equal(again.box.open("mail", between.seal("mail", "written between")), "written between");
  await again.finish();
  assert.equal((await openSecretBox(folder)).open("mail", after), "password");
});
