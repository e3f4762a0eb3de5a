import { failed, ok, type Result } from "#domain/core/fault.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Database } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";
import { listImportParts, lockImport, markUndone } from "#storage/reading-imports.ts";
import { judgeAnew } from "#storage/validation-progress.ts";

/**
 * Withdraws every reading that an import brought and nobody has changed since: they stay as
 * evidence and count no longer. A fault where there is no such import, or it is undone already.
 */
export async function undoImport(
  database: Database,
  { id, actor, at }: { readonly id: number; readonly actor: string; readonly at: Temporal.Instant },
): Promise<Result<{ readonly withdrawn: number }>> {
  return database.transaction(async (tx) => {
    const imported = await lockImport(tx, id);
    if (!imported || imported.undoneAt) {
      const message = imported ? "was undone already" : "does not exist";
      return failed([{ code: "import.undone", subject: `import ${id}`, message }]);
    }
    let withdrawn = 0;
    for (const { channelId, epochMs } of await listImportParts(tx, id)) {
      const times = new Set(epochMs);
      const from = Temporal.Instant.fromEpochMilliseconds(Math.min(...epochMs));
      const to = Temporal.Instant.fromEpochMilliseconds(Math.max(...epochMs));
      const registers = await readRegistersWithin(tx, [channelId], { from, to });
      const series = registers.get(channelId);
      const own = Array.from(series?.epochMs ?? [], (ms, n) => ({
        channelId,
        measuredAt: Temporal.Instant.fromEpochMilliseconds(ms),
        counts: series?.counts[n] ?? 0,
        quality: series?.qualities[n] ?? 0,
      })).filter(
        ({ measuredAt, quality }) =>
          times.has(measuredAt.epochMilliseconds) && quality === READING_QUALITY.measured,
      );
      const gone = await correctReadings(tx, {
        readings: own.map((reading) => ({
          ...reading,
          quality: reading.quality | READING_QUALITY.withdrawn,
        })),
        author: actor,
        reason: `the import of ${imported.fileName} was undone`,
        at,
      });
      withdrawn += gone.length;
      await judgeAnew(tx, { channelId, from });
    }
    await markUndone(tx, { id, at, actor });
    await recordAudit(tx, {
      at,
      actor,
      action: "import.undone",
      subject: `import ${id}`,
      after: { withdrawn },
    });
    return ok({ withdrawn });
  });
}
