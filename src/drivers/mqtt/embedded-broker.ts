import { createServer, type Server, type Socket } from "node:net";
import { timingSafeEqual } from "node:crypto";
import { Aedes } from "aedes";

export interface BrokerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Who may connect; everybody where there is none: then on loopback only. */
  readonly account: { readonly user: string; readonly password: string } | undefined;
}

export interface RunningBroker {
  readonly port: number;
  stop(): Promise<void>;
}

const CONNECTIONS_AT_MOST = 1_000;
const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * A broker in this process, for small sites that have none: gateways publish to it, and lines of
 * the kind mqtt listen to it. It keeps nothing on disk. Speaks MQTT 3.1.1. Throws a RangeError where
 * it would be open to everybody on a network.
 */
export async function startBroker({ host, port, account }: BrokerOptions): Promise<RunningBroker> {
  if (!account && !LOOPBACK.has(host)) {
    throw new RangeError(`a broker on ${host} needs an account: anybody could send readings`);
  }
  const broker = await Aedes.createBroker({
    authenticate: (...[, user, password, done]) => {
      done(null, !account || (isSame(user, account.user) && isSame(password, account.password)));
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.maxConnections = CONNECTIONS_AT_MOST;
  await listening(server, host, port);
  const address = server.address();
  return {
    port: address && typeof address === "object" ? address.port : port,
    async stop() {
      await new Promise<void>((resolve) => {
        broker.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
}

/** Takes as long for a wrong text as for the right one of its length. */
function isSame(given: string | Buffer | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
