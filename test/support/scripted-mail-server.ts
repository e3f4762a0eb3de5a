import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { Lifetime } from "./test-database.ts";

/** What the server does at a step: a reply such as `250 ok`, never anything, or break off. */
export type Reply = string | "silence" | "break";

export interface MailScript {
  readonly greeting?: Reply;
  readonly rcpt?: (recipient: string) => Reply;
  /** When the whole mail has come in; `mails` counts them, this one included. */
  readonly data?: (mails: number) => Reply;
}

/** A mail server on loopback that answers as told: for the faults that real ones rarely have. */
export async function startScriptedMailServer(t: Lifetime, script: MailScript): Promise<number> {
  const sockets = new Set<Socket>();
  let mails = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    const reply = (answer: Reply) => {
      if (answer === "break") socket.destroy();
      else if (answer !== "silence") socket.write(`${answer}\r\n`);
    };
    let inData = false;
    createInterface({ input: socket }).on("line", (line) => {
      if (inData && line !== ".") return;
      if (inData) {
        inData = false;
        mails += 1;
        reply(script.data?.(mails) ?? "250 taken");
      } else if (line.startsWith("RCPT TO:")) {
        reply(script.rcpt?.(line.slice("RCPT TO:".length)) ?? "250 ok");
      } else if (line === "DATA") {
        inData = true;
        reply("354 go on");
      } else if (line === "QUIT") {
        socket.end("221 bye\r\n");
      } else {
        reply("250 ok");
      }
    });
    reply(script.greeting ?? "220 scripted");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
