import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { processesIn } from "#test/support/processes.ts";
import { RecoveryTimes } from "#test/support/recovery-times.ts";
import { startCommand } from "#test/support/started-command.ts";

const GONE_MS = 120_000;
const POLL_MS = 50;

test("a service that was killed leaves no database running, and the next one starts", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-kill-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const args = ["start", "--data", folder, "--port", "0", "--log-level", "silent"];
  const cluster = join(folder, "postgres");

  const killed = startCommand({ args });
  t.after(() => killed.child.kill("SIGKILL"));
  await killed.says(/ready: http/);
  assert.notEqual((await processesIn(cluster)).length, 0);
  const recoveries = new RecoveryTimes();
  recoveries.fault();
  killed.child.kill("SIGKILL");
  await killed.ended;
  await untilGone(cluster);

  const next = startCommand({ args });
  t.after(() => next.child.kill("SIGKILL"));
  const [, address = ""] = await next.says(/ready: (http\S+)/);
  const response = await fetch(`${address}/api/healthz`);
  assert.equal(response.status, 200);
  recoveries.works();
  recoveries.print(t, "from the kill of the service to its first answer");
  await response.body?.cancel();
  next.child.kill("SIGINT");
  const { code, stderr } = await next.ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.deepEqual(await processesIn(cluster), []);
});

async function untilGone(cluster: string): Promise<void> {
  for (let waitedMs = 0; (await processesIn(cluster)).length > 0; waitedMs += POLL_MS) {
    assert.ok(waitedMs < GONE_MS, "the killed service's database still runs");
    await pause(POLL_MS);
  }
}
