import { judgeCommunication } from "#domain/alarms/communication-alarms.ts";
import { listSiteCommunication } from "#storage/communication.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

/**
 * One look at how the meters answer: raises and clears the communication alarms of every site.
 * `watchingSince` is when this process began to watch.
 */
export async function watchCommunication(
  options: WatchOptions,
  watchingSince: Temporal.Instant,
): Promise<void> {
  const now = options.clock.now();
  for (const { siteId, lines } of await listSiteCommunication(options.database)) {
    await applyVerdicts(options, {
      siteId,
      rules: ["meter-silent", "line-down", "collector-gone"],
      verdicts: judgeCommunication({ now, watchingSince, lines }),
    });
  }
}
