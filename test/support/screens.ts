/** Every screen there is, from the table of routes itself: a new one is looked at without being listed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../web/app");
/** The first screen's route stands apart: the server draws it, too. */
const FILES = ["first-routes.ts", "router.tsx"];

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
  const source = FILES.map((name) => readFileSync(join(FOLDER, name), "utf8")).join("\n");
  const paths = [...source.matchAll(/^ {2}path: "(?<path>[^"]+)",$/gm)].map(
    ({ groups }) => groups?.["path"] ?? "",
  );
  const table = /root\.addChildren\(\[(?<routes>[^\]]*)\]/.exec(source)?.groups?.["routes"] ?? "";
  const routes = table.match(/\w+/g) ?? [];
  if (paths.length !== routes.length) {
    throw new Error(`${routes.length} routes, but the paths of ${paths.length}: see ${FOLDER}`);
  }
  return paths.map((path) => ({
    name: path === "/" ? "main" : path.slice(1).replaceAll("/", "-").replaceAll("$", ""),
    address: path.replaceAll(/\$(\w+)/g, (_, name: string) => String(EXAMPLES[name] ?? 1)),
  }));
}
