import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { Client } from "pg";

/** A way to a database that can be cut. */
export interface DatabaseProxy {
  /** For openDatabase. */
  readonly url: string;
  /** Breaks what is connected, and whatever connects until `mend`. */
  cut(): void;
  mend(): void;
}

/** Passes bytes between whoever connects to it and the server of `databaseUrl`. */
export async function startDatabaseProxy(
  t: TestContext,
  databaseUrl: string,
): Promise<DatabaseProxy> {
  const { host, port, user, database } = new Client({ connectionString: databaseUrl });
  // A host that is a folder holds the server's socket file.
  const target = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  const sockets = new Set<Socket>();
  let isCut = false;
  const follow = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.pipe(other);
  };
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(target);
    follow(near, far);
    follow(far, near);
  });
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => {
    cut();
    server.close();
  });
  const { port: ownPort } = server.address() as AddressInfo;
  const url = new URL(`postgres://127.0.0.1:${ownPort}/${database}`);
  url.username = user ?? "";
  return {
    url: url.href,
    cut,
    mend: () => {
      isCut = false;
    },
  };
}
