import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "#test/support/until.ts";
import { bareEnvironment, endOf, type Machine } from "./machine.ts";

const BOOT = join(import.meta.dirname, "boot-debian.sh");
/** Debian's smallest system, what boots it, and the one library that Node needs; no Node, no PostgreSQL. */
const PACKAGES = "systemd,systemd-sysv,libatomic1";
const NAMESPACES = ["--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup"];

/**
 * A machine of its own with a clean Debian and its systemd: own processes, own network without a
 * way out, own disk over the root that debootstrap made in `root`. Root only.
 *
 * @param root made by debootstrap where it is missing
 * @param checkouts folders that the machine sees where they are here, without writing
 */
export async function debianMachine(
  place: string,
  { root, checkouts }: { readonly root: string; readonly checkouts: readonly string[] },
): Promise<Machine> {
  makeRoot(root);
  const disk = join(place, "disk");
  await mkdir(disk);
  await mkdir(join(place, "work"));
  const group = await makeControlGroup();
  const words = [BOOT, root, disk, join(place, "work"), ...checkouts];
  let machine = await boot(group, words);
  const run = (file: string, args: readonly string[]) =>
    endOf(
      spawn("nsenter", ["--all", "--target", String(machine.pid), file, ...args], {
        env: bareEnvironment("/root"),
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  const goDown = async (act: () => unknown) => {
    const ended = once(machine.outside, "close");
    await act();
    await ended;
  };
  const data = "/var/lib/smartpm";
  return {
    data,
    command: "/usr/local/bin/smartpm",
    installing: [],
    installed: [],
    run,
    has: async (path) => (await run("test", ["-e", path])).code === 0,
    async layData(folder) {
      const given = join(place, "given");
      await cp(folder, given, { recursive: true, preserveTimestamps: true });
      // Through the machine's own eyes: what lies under a mounted overlay is not to be changed.
      const inside = `/proc/${machine.pid}/root${data}`;
      await cp(given, inside, { recursive: true, preserveTimestamps: true });
    },
    async powerCut() {
      await goDown(() => process.kill(machine.pid, "SIGKILL"));
      machine = await boot(group, words);
    },
    async reboot() {
      await goDown(() => run("systemctl", ["reboot"]));
      machine = await boot(group, words);
    },
    async remove() {
      await goDown(() => process.kill(machine.pid, "SIGKILL"));
      await removeControlGroup(group);
    },
  };
}

function makeRoot(root: string): void {
  if (existsSync(join(root, "etc/debian_version"))) return;
  const made = spawnSync(
    "debootstrap",
    ["--variant=minbase", `--include=${PACKAGES}`, "bookworm", root],
    { encoding: "utf8" },
  );
  if (made.status === 0) return;
  throw new Error(`debootstrap made no Debian in ${root}: ${made.error?.message ?? made.stdout}`);
}

/** Starts it and waits until systemd says that it is up; `pid` is its first process seen from here. */
async function boot(
  group: string,
  words: readonly string[],
): Promise<{ readonly outside: ChildProcess; readonly pid: number }> {
  const inGroup = `echo $$ >'${group}/cgroup.procs' && exec "$@"`;
  const outside = spawn(
    "sh",
    ["-c", inGroup, "sh", "unshare", "--fork", "--kill-child", ...NAMESPACES, ...words],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  outside.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  let pid = 0;
  await until("Debian is up", async () => {
    if (outside.exitCode !== null) throw new Error(`it has ended: ${said}`);
    const file = `/proc/${outside.pid}/task/${outside.pid}/children`;
    pid = Number((await readFile(file, "utf8")).trim());
    const state = spawnSync("nsenter", [
      "--all",
      `--target=${pid}`,
      "systemctl",
      "is-system-running",
    ]);
    return pid > 0 && /^(running|degraded)/.test(state.stdout.toString());
  });
  return { outside, pid };
}

/** systemd keeps its services in groups below its own, of which this one is the topmost. */
async function makeControlGroup(): Promise<string> {
  const unified = "/sys/fs/cgroup/unified";
  const above = existsSync(unified) ? unified : "/sys/fs/cgroup";
  const group = join(above, `smartpm-test-${process.pid}`);
  await mkdir(group);
  return group;
}

async function removeControlGroup(group: string): Promise<void> {
  await writeFile(join(group, "cgroup.kill"), "1").catch(() => {});
  const removeAll = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await removeAll(join(folder, entry.name));
    }
    await rmdir(folder);
  };
  await until("its processes have gone", async () => {
    await removeAll(group);
    return true;
  });
}
