import {
  Alert,
  Button,
  FileButton,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconCopy, IconDownload, IconPlugConnected, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterModelSummary } from "#api/contract/meter-models.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { ReadResult } from "#web/features/lines/read-result.tsx";
import { useLineCommand } from "#web/features/lines/use-line-command.ts";
import { FormDrawer } from "./form-drawer.tsx";
import { newType } from "./new-type.ts";

type Document = Record<string, unknown>;

/** A type of meter: what it is, changed or copied, tried on a meter, kept, vouched for. */
export function TypeDrawer({ model, onClose }: { model?: MeterModelSummary; onClose: () => void }) {
  const { t } = useTranslation();
  const file = useQuery({
    ...read("GET /meter-models/:id", { params: { id: model?.id ?? "" } }),
    enabled: model !== undefined,
  });
  const document = model ? file.data?.document : newType();
  return (
    <FormDrawer title={model ? `${model.maker} ${model.name}` : t("types.add")} onClose={onClose}>
      {document && (
        <TypeEditor
          key={model?.id ?? "new"}
          document={document}
          onClose={onClose}
          {...(model && { model })}
        />
      )}
    </FormDrawer>
  );
}

interface TypeEditorProps {
  readonly document: Document;
  readonly model?: MeterModelSummary;
  readonly onClose: () => void;
}

function TypeEditor({ document, model, onClose }: TypeEditorProps) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [text, setText] = useState(JSON.stringify(document, null, 2));
  const [isMine, setMine] = useState(model === undefined || model.isOwn);
  const parsed = parse(text);
  const mayChange = mayChangeProperty(user);
  const checked = useQuery({
    queryKey: ["check", text],
    queryFn: () => call("POST /meter-models/check", { body: { document: parsed ?? {} } }),
    enabled: isMine && mayChange && parsed !== undefined,
  });
  const faults = isMine ? (checked.data?.faults ?? []) : [];
  const renew = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith("GET /meter-models"),
    });
  const saving = useMutation({
    mutationFn: () => call("POST /meter-models", { body: { document: parsed ?? {} } }),
    async onSuccess({ id }) {
      await renew();
      sayDone(t("types.saved", { id }));
      onClose();
    },
  });
  return (
    <Stack gap="md">
      <Text c="dimmed">{isMine ? t("types.editHelp") : t("types.catalogueHelp")}</Text>
      {model?.notes && <Alert color="gray">{model.notes}</Alert>}
      {model?.confidence === "C" && (
        <Confirmation model={model} mayChange={mayChange} onDone={renew} />
      )}
      <Group gap="sm">
        {!isMine && mayChange && (
          <Button
            variant="light"
            leftSection={<IconCopy aria-hidden size={18} />}
            onClick={() => {
              setText(JSON.stringify(copyOf(document), null, 2));
              setMine(true);
            }}
          >
            {t("types.copy")}
          </Button>
        )}
        {isMine && mayChange && (
          <FileButton
            accept=".json,application/json"
            onChange={(given) => void given?.text().then(setText)}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconUpload aria-hidden size={18} />}
              >
                {t("types.importFile")}
              </Button>
            )}
          </FileButton>
        )}
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload aria-hidden size={18} />}
          download={`${String(parsed?.["id"] ?? "type")}.json`}
          href={`data:application/json;charset=utf-8,${encodeURIComponent(text)}`}
        >
          {t("types.export")}
        </Button>
      </Group>
      {isMine && mayChange && parsed && <Basics document={parsed} onChange={setText} />}
      <Textarea
        label={t("types.file")}
        description={t("types.fileHelp")}
        autosize
        minRows={12}
        maxRows={28}
        readOnly={!isMine || !mayChange}
        value={text}
        error={parsed === undefined ? t("types.notJson") : undefined}
        styles={{ input: { fontFamily: "monospace", fontSize: "0.875rem" } }}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {faults.length > 0 && (
        <Alert color="red" role="alert" title={t("types.faults", { count: faults.length })}>
          {faults.map((fault) => (
            <div key={`${fault.subject} ${fault.message}`}>
              <strong>{fault.subject}</strong>: {wordsOf(fault)}
            </div>
          ))}
        </Alert>
      )}
      {mayChange && parsed && faults.length === 0 && <Trial document={parsed} />}
      {saving.isError && <Alert color="red">{errorText(saving.error)}</Alert>}
      {isMine && mayChange && (
        <Group justify="space-between">
          {model?.isOwn ? (
            <RemoveButton
              name={model.name}
              remove={() => call("DELETE /meter-models/:id", { params: { id: model.id } })}
              restore={() => call("POST /meter-models", { body: { document } })}
              renews={["GET /meter-models"]}
              onRemoved={onClose}
            />
          ) : (
            <span />
          )}
          <Button
            loading={saving.isPending}
            disabled={parsed === undefined || !checked.data || faults.length > 0}
            onClick={() => saving.mutate()}
          >
            {t("common.save")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function parse(text: string): Document | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null && !Array.isArray(json)
      ? { ...json }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A copy is one's own, and doubtful until a meter of it was compared with its display. */
function copyOf(document: Document): Document {
  return {
    ...document,
    id: `own-${String(document["id"])}`.slice(0, 60),
    name: `${String(document["name"])} (2)`,
    confidence: "C",
  };
}

/** The fields that every type has, as fields. */
function Basics({ document, onChange }: { document: Document; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const set = (field: string, value: string) =>
    onChange(JSON.stringify({ ...document, [field]: value }, null, 2));
  return (
    <Group grow align="flex-start">
      {(["maker", "name", "id"] as const).map((field) => (
        <TextInput
          key={field}
          label={t(`types.field.${field}`)}
          value={String(document[field] ?? "")}
          onChange={(event) => set(field, event.currentTarget.value)}
        />
      ))}
    </Group>
  );
}

/** Reads a meter with the type as it stands, kept or not. */
function Trial({ document }: { document: Document }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const lines = useQuery(read("GET /lines"));
  const [lineId, setLineId] = useState<string | null>(null);
  const [address, setAddress] = useState("1");
  const { command, isRunning, refusal, ask } = useLineCommand();
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

/** Vouching for a doubtful type, or who has. */
function Confirmation({
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
        {model.confirmed ? `${model.confirmed.by}: ${model.confirmed.note}` : note}
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
