import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Beside package.json in a release that was installed; a checkout has none. */
export const RELEASE_FILE = "release.json";

/** What runs: the version of package.json, and which copy of it. */
export interface ProgramVersion {
  readonly version: string;
  /** The release's name, `0.1.0-3f2a9c1b`; `checkout` where it is not installed. */
  readonly release: string;
}

/** What the program in `root` is; of the one that runs when left out. */
export function programVersion(root: string = ROOT): ProgramVersion {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  return { version, release: releaseName(root) ?? "checkout" };
}

function releaseName(root: string): string | undefined {
  try {
    const text = readFileSync(join(root, RELEASE_FILE), "utf8");
    return (JSON.parse(text) as { release: string }).release;
  } catch {
    return undefined;
  }
}
