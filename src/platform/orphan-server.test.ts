import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chown, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startEmbeddedServer } from "./embedded-server.ts";

test("lock files that name a living program of another kind keep no server from starting", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-locks-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await (await startEmbeddedServer(folder)).stop();
  const cluster = join(folder, "postgres");
  const { uid, gid } = await stat(cluster);
  // Another program of the same account, whose number a killed server's files came to name.
  const other = spawn("sleep", ["60"], { uid, gid, stdio: "ignore" });
  t.after(() => other.kill());
  for (const name of [".s.PGSQL.5432.lock", "postmaster.pid"]) {
    const path = join(cluster, name);
    await writeFile(path, `${other.pid}\n${cluster}\n`, { mode: 0o600 });
    await chown(path, uid, gid);
    const server = await startEmbeddedServer(folder);
    assert.match(server.url, /^postgres:/);
    await server.stop();
  }
});
