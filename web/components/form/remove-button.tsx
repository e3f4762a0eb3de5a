import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ReadAddress } from "#web/api/call.ts";
import { useErrorText } from "#web/components/states.tsx";
import { offerUndo, sayFailed } from "./undo-toast.tsx";

export interface RemoveButtonProps {
  /** What is removed, by its name. */
  readonly name: string;
  readonly remove: () => Promise<unknown>;
  /** Enters the same again. */
  readonly restore: () => Promise<unknown>;
  readonly renews: readonly ReadAddress[];
  readonly onRemoved?: () => void;
}

/** Removes something at once, and offers to take that back. */
export function RemoveButton({ name, remove, restore, renews, onRemoved }: RemoveButtonProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const renew = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => renews.some((address) => address === queryKey[0]),
    });
  const removing = useMutation({
    mutationFn: remove,
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess() {
      await renew();
      onRemoved?.();
      offerUndo({
        done: t("form.removed", { name }),
        async undo() {
          await restore();
          await renew();
        },
      });
    },
  });
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash aria-hidden size={18} />}
      loading={removing.isPending}
      onClick={() => removing.mutate()}
    >
      {t("common.remove")}
    </Button>
  );
}
