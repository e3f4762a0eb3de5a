import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { missingProgram } from "#test/support/installed-program.ts";
import type { KeptService } from "./keeper.ts";
import { placesOf } from "./places.ts";
import { unitText } from "./unit-file.ts";

const skip = missingProgram("systemd-analyze", "systemd");
/** systemd's own scale: below 3 it calls a service OK, below 2 well kept. */
const MOST_EXPOSED = 3;

const service = (port: number): KeptService => ({
  places: placesOf("machine", {}, {}),
  account: { name: "daemon", uid: 1, gid: 1 },
  port,
});

async function unitFile(t: { after(work: () => unknown): void }, kept: KeptService) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-unit-"));
  t.after(() => rm(folder, { recursive: true }));
  const program = join(folder, "opt");
  // systemd looks whether what it is to start can be started.
  await mkdir(join(program, "current"), { recursive: true });
  await writeFile(join(program, "current/smartpm"), "#!/bin/sh\n");
  await chmod(join(program, "current/smartpm"), 0o755);
  const path = join(folder, "smartpm.service");
  await writeFile(path, unitText({ ...kept, places: { ...kept.places, program } }));
  return path;
}

test("systemd understands every line of the unit", { skip }, async (t) => {
  for (const port of [8180, 443]) {
    const path = await unitFile(t, service(port));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], {
      encoding: "utf8",
    });
    const ours = stderr.split("\n").filter((line) => line.includes("smartpm.service"));
    assert.deepEqual({ status, ours }, { status: 0, ours: [] });
  }
});

test("systemd finds the service little exposed", { skip }, async (t) => {
  const path = await unitFile(t, service(8180));
  const { stdout } = spawnSync("systemd-analyze", ["security", "--offline=true", path], {
    encoding: "utf8",
  });
  const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  assert.ok(exposure < MOST_EXPOSED, `exposure ${exposure}`);
});

test("a port below 1024 is the only thing that takes a capability", () => {
  assert.match(unitText(service(443)), /^AmbientCapabilities=CAP_NET_BIND_SERVICE$/m);
  assert.match(unitText(service(8180)), /^CapabilityBoundingSet=$/m);
  assert.match(unitText(service(8180)), /^AmbientCapabilities=$/m);
});

test("data in a home are not hidden from the service, and signs in a path mean themselves", () => {
  const inHome = { ...service(8180), places: placesOf("machine", { data: "/home/x/data" }, {}) };
  assert.doesNotMatch(unitText(inHome), /ProtectHome/);
  assert.match(unitText(service(8180)), /^ProtectHome=yes$/m);
  const odd = { ...service(8180), places: placesOf("machine", { data: '/srv/100% "ours"' }, {}) };
  assert.match(unitText(odd), /^Environment="SMARTPM_DATA=\/srv\/100%% \\"ours\\""$/m);
});

test("an account's own unit asks for nothing that only root may give", () => {
  const own = { ...service(8180), places: placesOf("account", {}, { HOME: "/home/x" }) };
  const text = unitText(own);
  assert.match(text, /^WantedBy=default\.target$/m);
  assert.doesNotMatch(text, /^(User|ProtectSystem|CapabilityBoundingSet)=/m);
});
