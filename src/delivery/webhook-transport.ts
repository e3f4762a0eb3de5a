import { request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import { isIP } from "node:net";
import { checkedAddress, type CheckedAddress } from "./checked-address.ts";
import { webhookSignature } from "./webhook-signature.ts";

export interface OutgoingWebhook {
  readonly url: string;
  /** Of the signature. */
  readonly key: string;
  /** The same at every attempt. */
  readonly deliveryKey: string;
  readonly body: string;
  readonly at: Temporal.Instant;
}

/** What became of one attempt; `status` is HTTP's, where the receiver answered. */
export type WebhookOutcome =
  /** The receiver has it. */
  | { readonly kind: "accepted"; readonly status: number }
  /** Certainly not taken, perhaps later. */
  | { readonly kind: "postponed"; readonly reason: string; readonly status?: number }
  /** The whole request went out and no answer came: taken or not, nobody knows. */
  | { readonly kind: "uncertain"; readonly reason: string };

export interface WebhookTransport {
  send(webhook: OutgoingWebhook, signal?: AbortSignal): Promise<WebhookOutcome>;
}

const TIMEOUT_MS = 10_000;
const SUCCESS = [200, 299] as const;

/**
 * Sends signed requests: to the address that was checked and to no other, without following where an
 * answer points to, and without keeping what it says.
 */
export function createWebhookTransport({
  allowPrivate,
  timeoutMs = TIMEOUT_MS,
}: {
  /** Whether receivers in this machine's own networks may be told. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
}): WebhookTransport {
  return {
    async send(webhook, signal) {
      const url = new URL(webhook.url);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const address = await checkedAddress(host, { allowPrivate });
      if (typeof address === "string") return { kind: "postponed", reason: address };
      return post(url, { webhook, address, timeoutMs, signal });
    },
  };
}

function post(
  url: URL,
  {
    webhook: { key, deliveryKey, body, at },
    address,
    timeoutMs,
    signal,
  }: {
    readonly webhook: OutgoingWebhook;
    readonly address: CheckedAddress;
    readonly timeoutMs: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<WebhookOutcome> {
  const timestamp = Math.floor(at.epochMilliseconds / 1000);
  const ask = url.protocol === "https:" ? requestByHttps : requestByHttp;
  return new Promise((resolve) => {
    let isHandedOver = false;
    const request = ask(url, {
      method: "POST",
      agent: false,
      // What was checked is what is connected to, whatever the name says by now.
      lookup: (_host, options, done) =>
        options.all ? done(null, [address]) : done(null, address.address, address.family),
      ...(isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0 && { servername: url.hostname }),
      timeout: timeoutMs,
      signal: AbortSignal.any([
        AbortSignal.timeout(timeoutMs),
        ...(signal === undefined ? [] : [signal]),
      ]),
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "SmartPM",
        "smartpm-delivery": deliveryKey,
        "smartpm-timestamp": String(timestamp),
        "smartpm-signature": `sha256=${webhookSignature(key, { timestamp, body })}`,
      },
    });
    request.once("response", (response) => {
      response.destroy();
      resolve(outcomeOf(response.statusCode ?? 0));
    });
    request.once("finish", () => (isHandedOver = true));
    request.once("error", (error) => {
      const reason = error.message;
      resolve({ kind: isHandedOver ? "uncertain" : "postponed", reason });
    });
    request.end(body);
  });
}

/**
 * Whatever is no success may be one later: a receiver that answers 404 for an hour is mostly one that
 * somebody is mending. A redirection would lead past what was checked.
 */
function outcomeOf(status: number): WebhookOutcome {
  const [from, to] = SUCCESS;
  if (status >= from && status <= to) return { kind: "accepted", status };
  return { kind: "postponed", reason: `the receiver answered ${status}`, status };
}
