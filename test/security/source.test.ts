/** What the product's own source must not hold, or holds in one known place only. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { before, test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
/** The demo and its building are no part of the product. */
const NOT_PRODUCT = /^src\/(?:demo|simulator)\/|\.test\.ts$|^web\/dist\//;

let sources: readonly { readonly file: string; readonly text: string }[] = [];

before(async () => {
  const files: string[] = [];
  for (const folder of ["src", "web"]) {
    for (const file of await readdir(join(ROOT, folder), { recursive: true })) {
      const path = `${folder}/${file}`;
      if (/\.tsx?$/.test(file) && !NOT_PRODUCT.test(path)) files.push(path);
    }
  }
  sources = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(ROOT, file), "utf8") })),
  );
  assert.ok(sources.length > 500);
});

/** Of a kind of code: where it may stand, and a line that shows that the pattern finds it. */
const KINDS: readonly {
  readonly name: string;
  readonly pattern: RegExp;
  readonly found: string;
  readonly within: readonly string[];
}[] = [
  {
    name: "HTML written as such",
    pattern: /dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
    found: "element.innerHTML = text",
    within: [],
  },
  {
    name: "text that is run",
    pattern: /\beval\(|\bnew Function\(|\bvm\b.*node:vm|"node:vm"/,
    found: "eval(text)",
    within: [],
  },
  {
    name: "a shell",
    pattern: /\bexec(?:Sync)?\b[^;]* from "node:child_process"|\bshell: true|"sh",|\/bin\/sh/,
    found: 'spawn("/bin/sh")',
    // The owner's own command; and the command smartpm itself, a script with quoted paths.
    within: ["src/backup/copy-elsewhere.ts", "src/setup/command-file.ts"],
  },
  {
    name: "a weak digest",
    pattern: /create(?:Hash|Hmac)\("(?!sha(?:256|384|512)")|createCipheriv\("(?!aes-256-gcm")/,
    found: 'createHash("md5")',
    // RFC 6238 has it so.
    within: ["src/api/one-time-code.ts"],
  },
  {
    name: "a random number that can be guessed",
    pattern: /Math\.random\(/,
    found: "Math.random()",
    within: [],
  },
  {
    name: "a pattern made of what somebody typed",
    pattern: /new RegExp\((?![`"])/,
    found: "new RegExp(text)",
    within: ["src/domain/ledger/match-payment.ts"],
  },
  {
    name: "a redirection",
    pattern: /\breply\.redirect\(|"location"|location\.(?:href|assign|replace)\b/,
    found: 'reply.redirect("/")',
    within: [],
  },
  {
    name: "a message between windows, or a socket of the web",
    pattern: /\.postMessage\(|addEventListener\("message"|new WebSocket\(|graphql/i,
    found: 'window.addEventListener("message", read)',
    within: [],
  },
  {
    name: "a request of the web beside the one place that builds addresses",
    pattern: /(?<![\w.])fetch\(|new XMLHttpRequest|new EventSource\(/,
    found: "fetch(path)",
    // The stream of events, at an address without any part of somebody's making.
    within: ["web/api/call.ts", "web/api/live-events.ts"],
  },
  {
    name: "something that the browser keeps",
    pattern: /\b(?:local|session)Storage\.setItem|indexedDB|document\.cookie/,
    found: "localStorage.setItem(key, value)",
    within: ["web/i18n/i18n.ts"],
  },
];

for (const { name, pattern, found, within } of KINDS) {
  test(`source: ${name} stands nowhere${within.length === 0 ? "" : " but where it is known"}`, () => {
    assert.match(found, pattern);
    const holding = sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
    assert.deepEqual(holding.toSorted(), within.toSorted());
  });
}

test("source: ./smartpm start loads nothing of the demo, the simulator, the tests and the benches", async () => {
  const loaded = new Set<string>();
  const load = async (file: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = await readFile(join(ROOT, file), "utf8");
    const imports = text.matchAll(
      /^(?:import|export)\s(?!type\s)[^;]*?from\s"([#.][^"]+)"|^import\s"([#.][^"]+)"|import\("([#.][^"]+)"\)/gm,
    );
    for (const [, named, bare, later] of imports) {
      const path = named ?? bare ?? later ?? "";
      await load(
        path.startsWith("#")
          ? `src/${path.slice(1)}`
          : relative(ROOT, join(ROOT, dirname(file), path)),
      );
    }
  };
  await load("src/cli/start.ts");
  assert.ok(loaded.size > 300, `${loaded.size} files`);
  const extraneous = [...loaded].filter((file) =>
    /^(?!src\/)|^src\/(?:demo|simulator)\//.test(file),
  );
  assert.deepEqual(extraneous, []);
});
