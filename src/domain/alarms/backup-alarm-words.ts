import type { AlarmDetails } from "./alarm.ts";

type BackupDetails = Extract<AlarmDetails, { readonly rule: "backup-failed" | "backup-old" }>;

interface BackupWords {
  readonly title: string;
  readonly lines: readonly string[];
}

type TimeText = (instant: Temporal.Instant | null) => string;

/** An alarm on backups in English; `at` writes instants for its reader. */
export function backupInEnglish(details: BackupDetails, at: TimeText): BackupWords {
  switch (details.rule) {
    case "backup-failed":
      return {
        title: "The backup failed",
        lines: [
          `${at(details.at)}: ${details.reason}`,
          `Last good backup: ${at(details.lastGoodAt)}. It is tried again every hour.`,
        ],
      };
    case "backup-old":
      return {
        title: "No backup is being made",
        lines: [
          `Last good backup: ${at(details.lastGoodAt)}.`,
          "Look whether the service with the worker runs, or make one: ./smartpm backup.",
        ],
      };
  }
}

/** The same in Chinese. */
export function backupInChinese(details: BackupDetails, at: TimeText): BackupWords {
  switch (details.rule) {
    case "backup-failed":
      return {
        title: "备份失败",
        lines: [
          `${at(details.at)}：${details.reason}`,
          `最后一次有效备份：${at(details.lastGoodAt)}。系统每小时重试一次。`,
        ],
      };
    case "backup-old":
      return {
        title: "备份已停止",
        lines: [
          `最后一次有效备份：${at(details.lastGoodAt)}。`,
          "请检查后台服务是否运行，或手动备份：./smartpm backup。",
        ],
      };
  }
}
