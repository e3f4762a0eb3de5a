import { useSyncExternalStore } from "react";

/** A browser that never tells that it has nothing to do is taken to have by then. */
const QUIET_AFTER_MS = 2000;

let isQuiet = false;
const listeners = new Set<() => void>();

/**
 * Whether the first screen has been painted and the browser has had nothing to do since: what nobody
 * sees at once is made then.
 */
export function useIsQuiet(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isQuiet,
    () => false,
  );
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0 && !isQuiet) whenPainted(becomeQuiet);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function whenPainted(act: () => void): void {
  requestAnimationFrame(() => {
    // Safari has no such call before version 26.
    if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: QUIET_AFTER_MS });
    else setTimeout(act, QUIET_AFTER_MS);
  });
}

function becomeQuiet(): void {
  isQuiet = true;
  for (const listener of listeners) listener();
}
