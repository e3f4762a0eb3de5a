import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { setImmediate as letOthersRun } from "node:timers/promises";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { ChannelId } from "#domain/core/id.ts";

/** What a file says of a channel, so that it can be understood without the database. */
export interface DescribedChannel {
  readonly channelId: ChannelId;
  readonly servicePoint: string;
  readonly quantity: string;
  readonly unit: string;
  /** What one count of the register is worth, as decimal text. */
  readonly resolution: string;
}

/** The readings of one channel; those of one channel may come in several pieces. */
export interface ChannelSeries {
  readonly channelId: ChannelId;
  readonly series: RegisterSeries;
}

/** Rows of which a file keeps the least and greatest channel: so much is unpacked to find one. */
const ROWS_OF_A_GROUP = 40_960;

/** DuckDB takes so many rows at once. */
const CHUNK_ROWS = 2_048;

/** A library of 67 MB: loaded by whoever has an archive, and nobody else. */
const loadDuckDb = () => import("@duckdb/node-api");

let instance: Promise<DuckDBInstance> | undefined;

/** One core and little memory: meters are read beside it. It never fetches anything. */
async function openInstance(): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await loadDuckDb();
  return DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: "512MB",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

async function withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  instance ??= openInstance();
  const connection = await (await instance).connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

/**
 * Writes readings into a Parquet file at `path`, a row for each in the order of channel and time:
 * the register in whole counts, what a count is worth, and the quality bits. Whoever holds the
 * event loop is let in between the pieces.
 */
export async function writeArchiveFile(
  path: string,
  content: {
    readonly site: string;
    readonly channels: readonly DescribedChannel[];
    readonly pieces: Iterable<ChannelSeries>;
  },
): Promise<void> {
  await withConnection(async (connection) => {
    await connection.run(
      "create temp table held (channel_id int, measured_ms double, counts double, quality utinyint)",
    );
    await connection.run(
      `create temp table described
         (channel_id int, service_point text, quantity text, unit text, resolution text)`,
    );
    await appendChannels(connection, content.channels);
    await appendPieces(connection, content.pieces);
    await connection.run(
      `copy (select h.channel_id, $1::text as site, d.service_point, d.quantity, d.unit,
                    d.resolution::decimal(18, 9) as resolution,
                    make_timestamptz((h.measured_ms * 1000)::bigint) as measured_at,
                    h.counts::bigint as register, h.quality
               from held h
               join described d using (channel_id)
              order by h.channel_id, h.measured_ms)
         to ${literal(path)}
         (format parquet, compression zstd, row_group_size ${ROWS_OF_A_GROUP})`,
      [content.site],
    );
  });
}

async function appendChannels(
  connection: DuckDBConnection,
  channels: readonly DescribedChannel[],
): Promise<void> {
  const { DuckDBDataChunk, INTEGER, VARCHAR } = await loadDuckDb();
  const appender = await connection.createAppender("described");
  const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR]);
  chunk.setRows(
    channels.map((one) => [
      one.channelId,
      one.servicePoint,
      one.quantity,
      one.unit,
      one.resolution,
    ]),
  );
  appender.appendDataChunk(chunk);
  appender.closeSync();
}

async function appendPieces(
  connection: DuckDBConnection,
  pieces: Iterable<ChannelSeries>,
): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, INTEGER, UTINYINT } = await loadDuckDb();
  const appender = await connection.createAppender("held");
  for (const { channelId, series } of pieces) {
    for (let at = 0; at < series.epochMs.length; at += CHUNK_ROWS) {
      const end = at + CHUNK_ROWS;
      const epochMs = [...series.epochMs.subarray(at, end)];
      const chunk = DuckDBDataChunk.create([INTEGER, DOUBLE, DOUBLE, UTINYINT]);
      chunk.setColumns([
        epochMs.map(() => channelId),
        epochMs,
        [...series.counts.subarray(at, end)],
        [...series.qualities.subarray(at, end)],
      ]);
      appender.appendDataChunk(chunk);
    }
    await letOthersRun();
  }
  appender.closeSync();
}

/** One reading as a file holds it. */
export interface ArchivedReading {
  readonly channelId: ChannelId;
  readonly epochMs: number;
  readonly counts: number;
  readonly quality: number;
}

/** Tells `take` of the readings of some channels in `[fromMs, toMs)`, in the order of their keys. */
export async function readArchiveFile(
  path: string,
  wanted: {
    readonly channelIds: readonly ChannelId[];
    readonly fromMs: number;
    readonly toMs: number;
  },
  take: (reading: ArchivedReading) => void,
): Promise<void> {
  await withConnection(async (connection) => {
    const result = await connection.stream(
      `select channel_id, epoch_ms(measured_at)::double, register::double, quality
         from read_parquet(${literal(path)})
        where channel_id in (${wanted.channelIds.map(Number).join(", ")})
          and measured_at >= make_timestamptz(${wanted.fromMs * 1000}::bigint)
          and measured_at < make_timestamptz(${wanted.toMs * 1000}::bigint)
        order by channel_id, measured_at`,
    );
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      const [channelIds = [], epochMs = [], counts = [], qualities = []] = chunk.getColumns();
      channelIds.forEach((channelId, n) =>
        take({
          channelId: Number(channelId) as ChannelId,
          epochMs: Number(epochMs[n]),
          counts: Number(counts[n]),
          quality: Number(qualities[n]),
        }),
      );
    }
  });
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
