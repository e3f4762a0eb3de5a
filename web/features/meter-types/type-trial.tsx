import { Alert, Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { ReadResult } from "#web/features/lines/read-result.tsx";
import { useLineCommand } from "#web/features/lines/use-line-command.ts";
import type { Document } from "./new-type.ts";
import type { TriedValue } from "./register-rows.tsx";

export interface TypeTrialProps {
  readonly document: Document;
  /** Only then it can be tried; what is entered here stays while it is changed and checked. */
  readonly isRight: boolean;
  /** Told what the registers showed. */
  readonly onTried: (values: ReadonlyMap<string, TriedValue>) => void;
}

function byQuantity(
  values: readonly { readonly quantity: string; readonly value: string | null; unit: string }[],
): ReadonlyMap<string, TriedValue> {
  return new Map(values.map(({ quantity, value, unit }) => [quantity, { value, unit }]));
}

/** Reads a meter with the type as it stands, kept or not. */
export function TypeTrial({ document, isRight, onTried }: TypeTrialProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const lines = useQuery(read("GET /lines"));
  const [lineId, setLineId] = useState<string | null>(null);
  const [address, setAddress] = useState("1");
  const { command, isRunning, refusal, ask } = useLineCommand({
    onOver: ({ values }) => onTried(byQuantity(values)),
  });
  const choices = lines.data?.lines ?? [];
  const chosen = Number(lineId ?? choices[0]?.id ?? 0);
  if (choices.length === 0) return null;
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <Select
          label={t("meters.line")}
          allowDeselect={false}
          value={String(chosen)}
          data={choices.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={setLineId}
        />
        <TextInput
          label={t("meters.unitAddress")}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button
          variant="light"
          loading={isRunning}
          disabled={!isRight}
          leftSection={<IconPlugConnected aria-hidden size={18} />}
          onClick={() => ask(chosen, { kind: "read", address, document })}
        >
          {t("types.try")}
        </Button>
      </Group>
      {refusal && <Alert color="red">{errorText(refusal)}</Alert>}
      {command && !isRunning && <ReadResult command={command} />}
    </Stack>
  );
}

/** Reads a message that a meter sent, for types whose meters speak by themselves. */
export function MessageTrial({ document, isRight, onTried }: TypeTrialProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [message, setMessage] = useState("");
  const trying = useMutation({
    mutationFn: () => call("POST /meter-models/try-message", { body: { document, message } }),
    onSuccess: ({ values }) => onTried(byQuantity(values)),
  });
  return (
    <Stack gap="sm">
      <Textarea
        label={t("types.message")}
        description={t("types.messageHelp")}
        autosize
        minRows={3}
        maxRows={10}
        value={message}
        styles={{ input: { fontFamily: "monospace", fontSize: "0.875rem" } }}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Group>
        <Button
          variant="light"
          loading={trying.isPending}
          disabled={!isRight || message.trim() === ""}
          leftSection={<IconPlugConnected aria-hidden size={18} />}
          onClick={() => trying.mutate()}
        >
          {t("types.try")}
        </Button>
      </Group>
      {trying.isError && <Alert color="red">{errorText(trying.error)}</Alert>}
    </Stack>
  );
}
