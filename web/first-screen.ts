import { join } from "node:path";
import { build, type InlineConfig, type Rolldown } from "vite";

/** The main screen's part of the app; with what it needs, it is what everybody loads first. */
const FIRST_SCREEN = "features/overview/overview-page.tsx";

/**
 * The modules that the first screen needs: found by building once without grouping. Shared by many
 * screens, they would else come in some ninety small files, each with its own request.
 */
export async function modulesOfFirstScreen(config: InlineConfig): Promise<ReadonlySet<string>> {
  const built = await build({
    ...config,
    configFile: false,
    logLevel: "error",
    build: { ...config.build, write: false },
  });
  if (!("output" in built)) throw new Error("the web was expected to be built once");
  const chunks = new Map(
    built.output.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part] as const] : [])),
  );
  const screen = join(import.meta.dirname, FIRST_SCREEN);
  const wanted = new Set<string>();
  for (const chunk of chunks.values()) {
    if (chunk.isEntry || chunk.facadeModuleId === screen) collect(chunk);
  }
  return wanted;

  function collect({ moduleIds, imports }: Rolldown.OutputChunk): void {
    for (const id of moduleIds) wanted.add(id);
    for (const name of imports) {
      const chunk = chunks.get(name);
      if (chunk && !chunk.moduleIds.every((id) => wanted.has(id))) collect(chunk);
    }
  }
}
