import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openSecretBox } from "#platform/secrets.ts";
import { openBrokerPassword, sealBrokerPassword } from "./broker-password.ts";

test("a broker's password opens with the key of its installation, and with no other", async (t) => {
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), "smartpm-box-"))));
  t.after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
  const [own, other] = await Promise.all(folders.map((folder) => openSecretBox(folder)));
  assert.ok(own && other);
  const sealed = sealBrokerPassword(own, "in the cellar");
  assert.ok(!sealed.includes("cellar"));
  assert.equal(openBrokerPassword(own, sealed), "in the cellar");
  assert.throws(() => openBrokerPassword(other, sealed), /does not open with secret.key/);
});
