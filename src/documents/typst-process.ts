/**
 * A child process that sets bills by Typst, one after the other. It is a process of its own since
 * the engine is native code that reads pictures which people uploaded: it has no key, no database
 * and no environment, and may crash.
 */
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fontFolders } from "./bill-fonts.ts";
import { ownTemplate } from "./own-template.ts";
import type { TypesetExtras, TypesetJob, TypesetLogo, TypesetReport } from "./typeset-job.ts";

/** The engine keeps 5 MB a bill until the collector has run; a small collection takes 2 ms. */
const BILLS_PER_COLLECTION = 20;

/** What the bill before has left in the engine's cache serves the next one; what is older goes. */
const BILLS_IN_CACHE = 1;

/** The only folder that a template may read, and there is none of this name. */
const WORKSPACE = join(import.meta.dirname, "no-files");

const compiler = NodeCompiler.create({
  workspace: WORKSPACE,
  fontArgs: [{ fontPaths: fontFolders() }],
});

// Read once: a template that comes with the job is read anew for each bill.
const usualTemplate = join(WORKSPACE, "bill.typ");
compiler.addSource(usualTemplate, ownTemplate());

let bills = 0;
let lastLogo: (TypesetLogo & { readonly placed: NonNullable<TypesetExtras["logo"]> }) | undefined;

process.on("message", (job: TypesetJob) => {
  let report: TypesetReport;
  try {
    report = { kind: "done", output: typeset(job) };
  } catch (error) {
    report = { kind: "failed", reason: messageOf(error) };
  }
  process.send?.(report);
  bills += 1;
  compiler.evictCache(BILLS_IN_CACHE);
  if (bills % BILLS_PER_COLLECTION === 0) globalThis.gc?.({ type: "minor" });
});
// Ctrl+C reaches every process of a terminal; the service finishes its bills first.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.send?.({ kind: "ready" } satisfies TypesetReport);

function typeset(job: TypesetJob): Uint8Array {
  const files = filesOf(job);
  for (const [name, content] of files) compiler.mapShadow(join(WORKSPACE, name), content);
  try {
    const extras: TypesetExtras = {
      logo: job.logo && placedLogo(job.logo),
      attached: ["bill.json", "evidence.json"].filter((name) => files.has(name)),
      codes: job.codes,
    };
    compiler.mapShadow(join(WORKSPACE, "extras.json"), Buffer.from(JSON.stringify(extras)));
    const { template } = job;
    const compiled = compiler.compile(
      template === null ? { mainFilePath: usualTemplate } : { mainFileContent: template },
    );
    const { result } = compiled;
    const faults = compiled.takeDiagnostics();
    if (!result) throw new Error(faults ? faults.shortDiagnostics.map(messageOf).join("; ") : "");
    return job.output === "svg"
      ? Buffer.from(compiler.plainSvg(result))
      : compiler.pdf(result, { pdfStandard: "a-3b" });
  } finally {
    for (const name of files.keys()) compiler.unmapShadow(join(WORKSPACE, name));
  }
}

/**
 * What a template may read beside `extras.json`. Files rather than inputs: these are part of the
 * engine's library, which would be built anew for each bill, and nothing of the one before be used.
 */
function filesOf({ sheet, bill, evidence, logo }: TypesetJob): ReadonlyMap<string, Buffer> {
  const files = new Map([["sheet.json", Buffer.from(sheet)]]);
  if (bill !== "") files.set("bill.json", Buffer.from(bill));
  if (evidence !== "") files.set("evidence.json", Buffer.from(evidence));
  if (logo) files.set(logoName(logo), Buffer.from(logo.bytes));
  return files;
}

function logoName({ extension }: TypesetLogo): string {
  return `logo.${extension}`;
}

/**
 * Where a logo is and how large it is to be, measured when it is another than the one before: a
 * template that measures is laid out twice.
 */
function placedLogo(logo: TypesetLogo): NonNullable<TypesetExtras["logo"]> {
  const { extension, bytes } = logo;
  if (lastLogo?.extension === extension && Buffer.compare(lastLogo.bytes, bytes) === 0) {
    return lastLogo.placed;
  }
  const path = `/${logoName(logo)}`;
  const [found]: { readonly value: { readonly width: number; readonly height: number } }[] =
    compiler.query({ mainFileContent: measuring(path) }, { selector: "<size>" });
  if (!found) throw new Error("the logo cannot be measured");
  const placed = { path, ...found.value };
  lastLogo = { ...logo, placed };
  return placed;
}

/** 15 mm high, but no wider than 50 mm. */
function measuring(path: string): string {
  return `#context {
  let high = measure(image("${path}", height: 15mm))
  let size = if high.width <= 50mm { high } else { measure(image("${path}", width: 50mm)) }
  [#metadata((width: size.width / 1mm, height: size.height / 1mm)) <size>]
}`;
}

function messageOf(diagnostic: unknown): string {
  const named = typeof diagnostic === "object" && diagnostic !== null && "message" in diagnostic;
  return named ? String(diagnostic.message) : String(diagnostic);
}
