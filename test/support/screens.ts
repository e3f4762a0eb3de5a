/** Every screen there is, from the table of routes itself: a new one is looked at without being listed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROUTER = join(import.meta.dirname, "../../web/app/router.tsx");

/** What stands for a parameter in the demo; the first of its kind where nothing is named. */
const EXAMPLES: Readonly<Record<string, number>> = {
  meterId: 6,
  billId: 288,
  leaseId: 8,
  runId: 12,
};

export interface Screen {
  /** Of a file: `meters-meterId-readings`. */
  readonly name: string;
  /** In the demo: `/meters/6/readings`. */
  readonly address: string;
}

/** All screens, in the order of the table. */
export function listScreens(): readonly Screen[] {
  const source = readFileSync(ROUTER, "utf8");
  const paths = [...source.matchAll(/^ {2}path: "(?<path>[^"]+)",$/gm)].map(
    ({ groups }) => groups?.["path"] ?? "",
  );
  const routes = source.match(/= createRoute\(/g) ?? [];
  if (paths.length !== routes.length) {
    throw new Error(`${routes.length} routes, but the paths of ${paths.length}: see ${ROUTER}`);
  }
  return paths.map((path) => ({
    name: path === "/" ? "main" : path.slice(1).replaceAll("/", "-").replaceAll("$", ""),
    address: path.replaceAll(/\$(\w+)/g, (_, name: string) => String(EXAMPLES[name] ?? 1)),
  }));
}
