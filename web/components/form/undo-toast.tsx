import { Button, Group, Text } from "@mantine/core";
import { hideNotification, showNotification } from "@mantine/notifications";
import { t } from "i18next";
import { CallError } from "#web/api/call.ts";
import { faultWords, serverWords } from "#web/i18n/server-words.ts";

/** As long as the offer stands: enough to read it and to change one's mind. */
const OFFER_MS = 30_000;

export interface UndoOffer {
  /** What was done: "Unit 3 removed". */
  readonly done: string;
  /** Takes it back. What it throws is told as a failure to undo. */
  readonly undo: () => Promise<unknown>;
}

/** What stands to be taken back, the newest last. */
const standing = new Map<string, () => Promise<void>>();

/** Takes back what was offered last, for as long as the offer stands; does nothing if none does. */
export function undoLatest(): void {
  void [...standing.values()].at(-1)?.();
}

/** Says what was done and offers to take it back, in place of asking "are you sure" before. */
export function offerUndo({ done, undo }: UndoOffer): void {
  const id = `undo-${crypto.randomUUID()}`;
  const takeBack = async () => {
    standing.delete(id);
    hideNotification(id);
    try {
      await undo();
    } catch (error) {
      sayFailed(t("form.notUndone", { why: wordsOfError(error) }));
    }
  };
  standing.set(id, takeBack);
  showNotification({
    id,
    onClose: () => standing.delete(id),
    autoClose: OFFER_MS,
    withCloseButton: true,
    closeButtonProps: closing(),
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text>{done}</Text>
        <Button
          variant="subtle"
          aria-keyshortcuts="Control+Z Meta+Z"
          onClick={() => void takeBack()}
        >
          {t("form.undo")}
        </Button>
      </Group>
    ),
  });
}

function wordsOfError(error: unknown): string {
  const [fault] = error instanceof CallError ? error.faults : [];
  if (fault) return faultWords(fault);
  return error instanceof Error ? serverWords(error.message) : "";
}

function closing() {
  return { "aria-label": t("common.close"), size: 44 };
}

/** Says in passing that something was done. */
export function sayDone(done: string): void {
  showNotification({ color: "teal", message: done, closeButtonProps: closing() });
}

/** Says in passing that something could not be done, and why. */
export function sayFailed(why: string): void {
  showNotification({ color: "red", message: why, closeButtonProps: closing() });
}
