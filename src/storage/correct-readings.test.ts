import assert from "node:assert/strict";
import { test } from "node:test";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { compactClosedDays } from "./closed-days.ts";
import { addEstimates, type CorrectedReading, correctReadings } from "./correct-readings.ts";
import { readRegister } from "./read-readings.ts";
import { listCorrections } from "./reading-corrections.ts";
import { storeReadings } from "./readings.ts";

const channelId = asId<ChannelId>(7);
const { measured, estimated, edited, withdrawn } = READING_QUALITY;
const DAY = {
  from: Temporal.Instant.from("2026-03-01T00:00Z"),
  to: Temporal.Instant.from("2026-03-02T00:00Z"),
};
const at = Temporal.Instant.from("2026-03-05T09:00Z");

function reading(time: string, counts: number, quality: number = measured) {
  return { channelId, measuredAt: Temporal.Instant.from(`2026-03-01T${time}Z`), counts, quality };
}

function collected(...readings: readonly CorrectedReading[]) {
  return readings.map((one) => ({ ...one, collectedAt: one.measuredAt }));
}

for (const place of ["recent rows", "a packed day"] as const) {
  test(`corrections in ${place}`, async (t) => {
    const database = await testDatabase(t);
    const original = [reading("00:00", 100), reading("00:15", 910), reading("00:45", 130)];
    await storeReadings(database, collected(...original));
    const pack = async () => {
      if (place === "a packed day") {
        await compactClosedDays(database, Temporal.PlainDate.from("2026-03-02"));
      }
    };
    await pack();
    const shown = async () => {
      const series = await readRegister(database, channelId, DAY);
      return [...series.counts].map((counts, n) => [counts, series.qualities[n]]);
    };
    const correct = (...readings: readonly CorrectedReading[]) =>
      database.transaction((tx) =>
        correctReadings(tx, { readings, author: "ann@quay.example", reason: "misread", at }),
      );

    await t.test("one takes the place of what was stored, which is kept", async () => {
      const changes = await correct(reading("00:15", 110, edited), reading("00:00", 100));
      assert.equal(changes.length, 1);
      await pack();
      assert.deepEqual(await shown(), [
        [100, measured],
        [110, edited],
        [130, measured],
      ]);
      assert.deepEqual(await listCorrections(database, channelId, DAY), [
        {
          channelId,
          measuredAt: original[1]!.measuredAt,
          before: { counts: 910, quality: measured },
          after: { counts: 110, quality: edited },
          correctedAt: at,
          author: "ann@quay.example",
          reason: "misread",
        },
      ]);
    });

    await t.test(
      "what was corrected comes again from the meter: known, and no conflict",
      async () => {
        const again = await storeReadings(database, collected(...original));
        assert.deepEqual(again, { stored: 0, conflicts: [] });
      },
    );

    await t.test("an estimate fills a hole, and replaces no reading", async () => {
      const estimate = { author: "estimation", reason: "gap of half an hour", at };
      const readings = [reading("00:15", 1, estimated), reading("00:30", 120, estimated)];
      const changes = await database.transaction((tx) =>
        addEstimates(tx, { ...estimate, readings }),
      );
      assert.deepEqual(
        changes.map(({ before, after }) => [before, after.counts]),
        [[undefined, 120]],
      );
      await pack();
      assert.deepEqual((await shown())[2], [120, estimated]);
    });

    await t.test(
      "a measured reading takes the estimate's place; the estimate is kept",
      async () => {
        const late = collected(reading("00:30", 121));
        assert.deepEqual(await storeReadings(database, late), { stored: 0, conflicts: [] });
        assert.deepEqual((await shown())[2], [121, measured]);
        const history = await listCorrections(database, channelId, DAY);
        assert.deepEqual(history.at(-1)?.before, { counts: 120, quality: estimated });
        assert.equal(history.length, 3);
      },
    );

    await t.test(
      "a reading that is withdrawn is read no more, and does not come back",
      async () => {
        await correct(reading("00:45", 130, measured | withdrawn));
        await pack();
        assert.deepEqual((await shown()).length, 3);
        await storeReadings(database, collected(reading("00:45", 130)));
        assert.deepEqual((await shown()).length, 3);
        const { rows } = await database.query(
          "select count(*)::int as readings from reading_history where channel_id = 7",
        );
        assert.equal(rows[0].readings, 3);
      },
    );

    await t.test("each has an audit entry with author and reason", async () => {
      const { rows } = await database.query(
        "select actor, action, subject, after ->> 'reason' as reason from audit_entry order by id",
      );
      assert.deepEqual(rows[0], {
        actor: "ann@quay.example",
        action: "readings.corrected",
        subject: "channel 7",
        reason: "misread",
      });
      assert.deepEqual(
        rows.map(({ actor }) => actor),
        ["ann@quay.example", "estimation", "measurement", "ann@quay.example"],
      );
    });

    await t.test("the database itself refuses to change the history", async () => {
      await assert.rejects(database.query("delete from reading_correction"), /never changed/);
    });
  });
}

test("a correction that fails half way leaves everything as it was", async (t) => {
  const database = await testDatabase(t);
  await storeReadings(database, collected(reading("00:00", 100)));
  const correction = { readings: [reading("00:00", 90, edited)], author: "ann", reason: "x", at };
  const failing = database.transaction(async (tx) => {
    await correctReadings(tx, correction);
    throw new Error("half way");
  });
  await assert.rejects(failing, /half way/);
  assert.deepEqual([...(await readRegister(database, channelId, DAY)).counts], [100]);
  assert.deepEqual(await listCorrections(database, channelId, DAY), []);
});
