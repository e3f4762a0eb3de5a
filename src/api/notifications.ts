import type { PoolClient } from "pg";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";

const RECONNECT_AFTER_MS = 1000;

export interface Notification {
  readonly channel: string;
  readonly payload: string;
}

/** What happens on the LISTEN connection. */
export interface NotificationListener {
  readonly channels: readonly string[];
  onNotification(notification: Notification): void;
  /** Listening works again after a loss: whatever was sent in between is gone. */
  onReconnect(): void;
}

/**
 * Listens on one connection of its own and reconnects for as long as it runs. Resolves when it
 * listens; throws when the database cannot be reached at the start.
 */
export async function listenForNotifications(
  { database, log }: { readonly database: Database; readonly log: Log },
  listener: NotificationListener,
): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();
  let client: PoolClient | undefined;

  async function connect(): Promise<void> {
    const next = await database.pool.connect();
    next.on("notification", ({ channel, payload = "" }) => {
      listener.onNotification({ channel, payload });
    });
    // These stay for good: a broken connection may report more than one error, even when released.
    next.on("error", (error) => lose(next, error));
    next.on("end", () => lose(next));
    try {
      for (const channel of listener.channels) await next.query(`listen "${channel}"`);
    } catch (error) {
      next.release(true);
      throw error;
    }
    client = next;
  }

  function lose(lost: PoolClient, error?: Error): void {
    if (client !== lost) return;
    client = undefined;
    // Never back into the pool: it still listens, or is broken.
    lost.removeAllListeners("notification");
    lost.release(true);
    if (stopped) return;
    log.warn({ err: error }, "the connection for notifications is lost");
    scheduleRetry();
  }

  function scheduleRetry(): void {
    retry = setTimeout(() => {
      connecting = reconnect();
    }, RECONNECT_AFTER_MS);
  }

  async function reconnect(): Promise<void> {
    try {
      await connect();
    } catch {
      // The loss is in the log already; saying it every second helps nobody.
      if (!stopped) scheduleRetry();
      return;
    }
    if (!stopped) listener.onReconnect();
  }

  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(retry);
      await connecting;
      if (client) lose(client);
    },
  };
}
