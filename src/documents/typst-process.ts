/**
 * A child process that sets bills by Typst, one after the other. It is a process of its own since
 * the engine is native code that reads pictures which people uploaded: it has no key, no database
 * and no environment, and may crash.
 */
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fontFolders } from "./bill-fonts.ts";
import { ownTemplate } from "./own-template.ts";
import type { TypesetJob, TypesetReport } from "./typeset-job.ts";

/** The engine keeps 5 MB a bill until the collector has run; running it costs some 10 ms. */
const BILLS_PER_COLLECTION = 20;

/** The only folder that a template may read, and there is none of this name. */
const WORKSPACE = join(import.meta.dirname, "no-files");

const usualTemplate = ownTemplate();

const compiler = NodeCompiler.create({
  workspace: WORKSPACE,
  fontArgs: [{ fontPaths: fontFolders() }],
});

let bills = 0;

process.on("message", (job: TypesetJob) => {
  let report: TypesetReport;
  try {
    report = { kind: "done", output: typeset(job) };
  } catch (error) {
    report = { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(report);
  bills += 1;
  compiler.evictCache(0);
  if (bills % BILLS_PER_COLLECTION === 0) globalThis.gc?.();
});
// Ctrl+C reaches every process of a terminal; the service finishes its bills first.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.send?.({ kind: "ready" } satisfies TypesetReport);

function typeset({ output, logo, template, ...inputs }: TypesetJob): Uint8Array {
  const logoName = logo ? `/logo.${logo.extension}` : "";
  const logoFile = join(WORKSPACE, logoName);
  if (logo) compiler.mapShadow(logoFile, Buffer.from(logo.bytes));
  try {
    const compiled = compiler.compile({
      mainFileContent: template ?? usualTemplate,
      inputs: { ...inputs, logo: logoName },
    });
    const { result } = compiled;
    const faults = compiled.takeDiagnostics();
    if (!result) throw new Error(faults ? faults.shortDiagnostics.map(messageOf).join("; ") : "");
    return output === "svg"
      ? Buffer.from(compiler.plainSvg(result))
      : compiler.pdf(result, { pdfStandard: "a-3b" });
  } finally {
    if (logo) compiler.unmapShadow(logoFile);
  }
}

function messageOf(diagnostic: unknown): string {
  const named = typeof diagnostic === "object" && diagnostic !== null && "message" in diagnostic;
  return named ? String(diagnostic.message) : String(diagnostic);
}
