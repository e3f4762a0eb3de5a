import { Alert, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterModelSummary } from "#api/contract/meter-models.ts";
import { call } from "#web/api/call.ts";
import { formatNamed } from "#web/components/format.ts";
import { useErrorText } from "#web/components/states.tsx";

/** Vouching for a doubtful type, or who has. */
export function TypeConfirmation({
  model,
  mayChange,
  onDone,
}: {
  model: MeterModelSummary;
  mayChange: boolean;
  onDone: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [note, setNote] = useState("");
  const confirming = useMutation({
    mutationFn: () =>
      call("POST /meter-models/:id/confirmation", { params: { id: model.id }, body: { note } }),
    onSuccess: onDone,
  });
  if (model.confirmed || confirming.isSuccess) {
    return (
      <Alert color="teal" title={t("types.confirmed")}>
        {model.confirmed ? formatNamed(model.confirmed.by, model.confirmed.note) : note}
      </Alert>
    );
  }
  return (
    <Alert color="yellow" title={t("types.doubtful")}>
      <Stack gap="sm">
        <Text>{t("types.doubtfulHelp")}</Text>
        {mayChange && (
          <>
            <TextInput
              label={t("types.compared")}
              placeholder={t("types.comparedLike")}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            {confirming.isError && <Text c="red">{errorText(confirming.error)}</Text>}
            <Button
              disabled={note.trim() === ""}
              loading={confirming.isPending}
              onClick={() => confirming.mutate()}
            >
              {t("types.confirm")}
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  );
}
