import type { AlarmDetails } from "./alarm.ts";

type BackupDetails = Extract<
  AlarmDetails,
  { readonly rule: "backup-failed" | "backup-old" | "continuous-backup-failed" }
>;

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
    case "continuous-backup-failed":
      return {
        title: "Changes are not backed up as they are made",
        lines: [
          `Since ${at(details.since)}: ${details.reason}`,
          `What was stored by ${at(details.keptAt)} is in the backup folder. It is tried again by itself.`,
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
    case "continuous-backup-failed":
      return {
        title: "数据变更未能实时备份",
        lines: [
          `自${at(details.since)}起：${details.reason}`,
          `${at(details.keptAt)}之前保存的数据已在备份文件夹中。系统会自动重试。`,
        ],
      };
  }
}
