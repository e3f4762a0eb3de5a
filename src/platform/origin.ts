import { AsyncLocalStorage } from "node:async_hooks";

const origins = new AsyncLocalStorage<string>();

/**
 * Does `work` on behalf of somebody at `origin`: an address, or `command line`. The audit log notes
 * it without every function between having to hand it on.
 */
export function workFor<T>(origin: string, work: () => T): T {
  return origins.run(origin, work);
}

/** On whose behalf this runs; undefined: the program does it by itself. */
export function currentOrigin(): string | undefined {
  return origins.getStore();
}
