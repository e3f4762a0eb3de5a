import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { TestContext } from "node:test";
import { Aedes } from "aedes";

/** A broker on loopback until the test ends; lets in who has the name and the password, if given. */
export async function mqttBroker(
  t: TestContext,
  account?: { readonly username: string; readonly password: string },
): Promise<{
  readonly url: string;
  publish(topic: string, message: string, retain?: boolean): Promise<void>;
}> {
  const broker = await Aedes.createBroker({
    authenticate: (...[, username, password, done]) => {
      const isRight =
        !account || (username === account.username && password?.toString() === account.password);
      done(null, isRight);
    },
  });
  const server = createServer(broker.handle).listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(async () => {
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    server.close();
  });
  return {
    // A TCP server's address is never a string.
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish: (topic, message, retain = false) =>
      new Promise((resolve, reject) => {
        const packet = {
          cmd: "publish",
          topic,
          payload: message,
          qos: 1,
          retain,
          dup: false,
        } as const;
        broker.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
  };
}
