import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `sun_path` of a socket's address holds 108 bytes, the last of them zero. */
const LONGEST_PATH_BYTES = 107;

/** PostgreSQL names its socket after a port; none is opened. */
export const SOCKET_PORT = 5432;

/** A folder by whose name the server's socket can be reached. */
export interface SocketFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

/** The cluster's folder itself, or a short link to it where its name is too long for a socket. */
export async function openSocketFolder(cluster: string): Promise<SocketFolder> {
  const length = Buffer.byteLength(join(cluster, `.s.PGSQL.${SOCKET_PORT}`));
  if (length <= LONGEST_PATH_BYTES) return { folder: cluster, remove: async () => {} };
  const place = await mkdtemp(join(tmpdir(), "smartpm-"));
  const link = join(place, "postgres");
  await symlink(cluster, link);
  return { folder: link, remove: () => rm(place, { recursive: true, force: true }) };
}
