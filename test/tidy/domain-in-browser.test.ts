import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "vite";

const ROOT = join(import.meta.dirname, "../..");

test("the whole domain and the contract of the API bundle for a browser, without Node", async () => {
  const files = globSync("src/{domain,api/contract}/**/*.ts", { cwd: ROOT }).filter(
    (path) => !path.endsWith(".test.ts"),
  );
  const entry = "virtual:everything-pure";
  const outside: string[] = [];
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    plugins: [
      {
        name: "everything-pure",
        enforce: "pre",
        resolveId(id) {
          if (id === entry) return id;
          if (id.startsWith("node:")) outside.push(id);
          return null;
        },
        load(id) {
          if (id !== entry) return null;
          return files
            .map((path) => `export * from ${JSON.stringify(join(ROOT, path))};`)
            .join("\n");
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      rollupOptions: { input: entry, preserveEntrySignatures: "strict" },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs.flatMap((one) => ("output" in one ? one.output : []));
  const modules = chunks.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
  assert.deepEqual(outside, []);
  // Some files hold only types, of which nothing is left.
  assert.ok(modules.length > files.length / 2, `only ${modules.length} modules were bundled`);
  assert.ok(modules.some((id) => id.endsWith("domain/rating/rate.ts")));
});
