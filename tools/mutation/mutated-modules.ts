import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A source with its mutants in it. */
export interface MutatedSource {
  /** The file as a URL. */
  readonly url: string;
  readonly text: string;
}

const ROOT = pathToFileURL(join(import.meta.dirname, "../..")).href;
const HARNESS = pathToFileURL(join(import.meta.dirname, "test-harness.ts")).href;
/** What depends on the domain is loaded anew for every generation. */
const ANEW = [`${ROOT}/src/domain/`, `${ROOT}/test/`];

const stripped = new Map<string, string>();
let mutated: MutatedSource | undefined;
let generation = 0;

/** From now on modules are loaded anew, with the mutated source in its place. */
export function loadAnew(source: MutatedSource | undefined): void {
  mutated = source && { ...source, text: stripTypeScriptTypes(source.text) };
  generation += 1;
}

/** Where to import a file from so that the mutated source is in it and below it. */
export function generationUrl(url: string): string {
  return `${url}?generation=${generation}`;
}

export function installHooks(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "node:test") return { url: HARNESS, shortCircuit: true };
      const resolved = next(specifier, context);
      if (resolved.url.includes("?") || !ANEW.some((begin) => resolved.url.startsWith(begin))) {
        return resolved;
      }
      return { ...resolved, url: generationUrl(resolved.url) };
    },
    load(url, context, next) {
      const [file = url, query] = url.split("?");
      if (query === undefined || !file.endsWith(".ts")) return next(url, context);
      return { format: "module", source: sourceOf(file), shortCircuit: true };
    },
  });
}

function sourceOf(url: string): string {
  if (mutated?.url === url) return mutated.text;
  const known = stripped.get(url);
  if (known !== undefined) return known;
  const fresh = stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8"));
  stripped.set(url, fresh);
  return fresh;
}
