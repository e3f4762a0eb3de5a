import { tenantLimit, type Endpoint } from "#api/endpoint.ts";
import { ProblemError } from "#api/problem.ts";

/** A client that leaves this much unread is cut off; it connects again and reads anew. */
const UNREAD_BYTES_AT_MOST = 512 * 1024;
const RETRY_AFTER_MS = 2000;

/** Keeps the answer open and writes what the hub tells, until one of both sides ends it. */
export const listEvents: Endpoint<"listEvents"> = async ({ events }, { caller, reply }) => {
  const response = reply.raw;
  const { id: userId, siteIds } = caller.user;
  const leave = events.subscribe({
    tokenSha256: caller.tokenSha256,
    tenantId: tenantLimit(caller),
    sites: siteIds === null ? undefined : { userId, siteIds },
    send(message) {
      if (response.writableLength > UNREAD_BYTES_AT_MOST) response.destroy();
      else if (response.writable) response.write(message);
    },
    end() {
      response.end();
    },
  });
  if (!leave) throw new ProblemError("too-busy", "too many screens are open; try again later");
  response.once("close", leave);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Proxies of the nginx kind would hold the stream back.
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${RETRY_AFTER_MS}\n\n`);
  return reply;
};
