import pino, { type Logger } from "pino";
import pretty from "pino-pretty";

export type Log = Logger;

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** Structured log on stderr: readable lines in a terminal, one JSON object a line otherwise. */
export function createLog(level: LogLevel): Log {
  const options = { level, base: null };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  return pino(
    options,
    pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss", ignore: "pid,hostname" }),
  );
}
