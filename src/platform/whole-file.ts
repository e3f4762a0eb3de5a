import { chown, rename, writeFile } from "node:fs/promises";

export interface WholeFileOptions {
  /** Who may read it; only its owner unless told otherwise. */
  readonly mode?: number;
  /** Whose file it is to be; the one who writes it unless told otherwise. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * Puts a file in the place of another: whoever reads it meanwhile, and whoever comes after a kill
 * or a failure of power, finds the old content or the new, and never a part.
 */
export async function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o600, owner }: WholeFileOptions = {},
): Promise<void> {
  const unfinished = `${path}.new`;
  await writeFile(unfinished, content, { mode, flush: true });
  if (owner) await chown(unfinished, owner.uid, owner.gid);
  await rename(unfinished, path);
}
