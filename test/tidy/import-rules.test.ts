/**
 * Rules that bite nobody are wishes: each is broken here on purpose, in a copy of the
 * configuration, and the linter has to name it.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const OXLINT = join(ROOT, "node_modules/oxlint/bin/oxlint");
const LINT_MS = 60_000;

interface Violation {
  readonly claim: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string;
}

const violations: readonly Violation[] = [
  {
    claim: "the domain imports no machinery",
    file: "src/domain/core/seeded.ts",
    code: 'import { systemClock } from "#platform/clock.ts";\nexport const seeded = systemClock;\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "the domain imports no package and nothing of Node",
    file: "src/domain/core/seeded.ts",
    code: 'import { join } from "node:path";\nexport const seeded = join("a", "b");\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "an earlier stage of the domain does not import a later one",
    file: "src/domain/tariff/seeded.ts",
    code: 'import { rate } from "#domain/rating/rate.ts";\nexport const seeded = rate;\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "storage does not import jobs",
    file: "src/storage/seeded.ts",
    code: 'import { runBills } from "#jobs/run-bills.ts";\nexport const seeded = runBills;\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "another folder is named by #, not by ../",
    file: "src/storage/seeded.ts",
    code: 'import { systemClock } from "../platform/clock.ts";\nexport const seeded = systemClock;\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "the contract of the API imports only the domain and zod",
    file: "src/api/contract/seeded.ts",
    code: 'import { Pool } from "pg";\nexport const seeded = new Pool();\n',
    rule: "no-restricted-imports",
  },
  {
    claim: "the domain does not draw lots",
    file: "src/domain/core/seeded.ts",
    code: "export const seeded = Math.random();\n",
    rule: "no-restricted-properties",
  },
  {
    claim: "only the clock reads the time",
    file: "src/jobs/seeded.ts",
    code: "export const seeded = Temporal.Now.instant();\n",
    rule: "no-restricted-properties",
  },
  {
    claim: "the domain knows no process",
    file: "src/domain/core/seeded.ts",
    code: "export const seeded = process.pid;\n",
    rule: "no-restricted-globals",
  },
  {
    claim: "there are no default exports",
    file: "src/jobs/seeded.ts",
    code: "export default 1;\n",
    rule: "no-default-export",
  },
  {
    claim: "nothing is of the type any",
    file: "src/jobs/seeded.ts",
    code: "export const seeded = (given: any) => given;\n",
    rule: "no-explicit-any",
  },
  {
    claim: "files are named in kebab-case",
    file: "src/jobs/seededFile.ts",
    code: "export const seeded = 1;\n",
    rule: "filename-case",
  },
];

let copy = "";

before(() => {
  copy = mkdtempSync(join(tmpdir(), "smartpm-lint-"));
  for (const path of ["oxlint.config.ts", "tools", "package.json", "tsconfig.json"]) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

after(() => rmSync(copy, { recursive: true, force: true }));

for (const { claim, file, code, rule } of violations) {
  test(claim, () => {
    const path = join(copy, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    try {
      const { status, stdout } = lint();
      assert.equal(status, 1, stdout);
      assert.match(stdout, new RegExp(`\\b${rule}\\b`));
    } finally {
      rmSync(path);
    }
  });
}

test("files that import each other are found", () => {
  const folder = join(copy, "src/jobs");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "hen.ts"),
    'import { egg } from "./egg.ts";\nexport const hen = () => egg;\n',
  );
  writeFileSync(
    join(folder, "egg.ts"),
    'import { hen } from "./hen.ts";\nexport const egg = () => hen;\n',
  );
  const { status, stdout } = lint();
  rmSync(join(folder, "hen.ts"));
  rmSync(join(folder, "egg.ts"));
  assert.equal(status, 1, stdout);
  assert.match(stdout, /no-cycle/);
});

test("a file that keeps the rules passes", () => {
  const path = join(copy, "src/storage/seeded.ts");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    'import { systemClock } from "#platform/clock.ts";\nexport const seeded = () => systemClock.now();\n',
  );
  const said = execFileSync(process.execPath, [OXLINT, "src"], {
    cwd: copy,
    encoding: "utf8",
    timeout: LINT_MS,
  });
  rmSync(path);
  assert.match(said, /0 errors/);
});

function lint() {
  return spawnSync(process.execPath, [OXLINT, "src"], {
    cwd: copy,
    encoding: "utf8",
    timeout: LINT_MS,
  });
}
