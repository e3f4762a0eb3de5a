const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Resolves with the first signal that asks this process to stop. A second one ends it at once:
 * the database recovers from that, and a person who insists should not have to wait.
 */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        resolve(signal);
      });
    }
  });
}
