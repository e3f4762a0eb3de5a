import { Alert, Button, FileButton, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconCopy, IconDownload, IconUpload } from "@tabler/icons-react";
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
import { FormDrawer } from "./form-drawer.tsx";
import { copyOf, type Document, isDocument, newType, registersOf } from "./new-type.ts";
import { RegisterRows, type TriedValue } from "./register-rows.tsx";
import { protocolOf, TypeBasics } from "./type-basics.tsx";
import { TypeConfirmation } from "./type-confirmation.tsx";
import styles from "./type-drawer.module.css";
import { MessageTrial, TypeTrial } from "./type-trial.tsx";

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

const NOTHING_TRIED: ReadonlyMap<string, TriedValue> = new Map();

function TypeEditor({ document, model, onClose }: TypeEditorProps) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [text, setText] = useState(JSON.stringify(document, null, 2));
  const [isMine, setMine] = useState(model === undefined || model.isOwn);
  const [tried, setTried] = useState(NOTHING_TRIED);
  const parsed = parse(text);
  const mayChange = mayChangeProperty(user);
  const isEditing = isMine && mayChange;
  const write = (next: Document) => setText(JSON.stringify(next, null, 2));
  const checked = useQuery({
    queryKey: ["check", text],
    queryFn: () => call("POST /meter-models/check", { body: { document: parsed ?? {} } }),
    enabled: isEditing && parsed !== undefined,
    // While the next answer is under way the last one stands: fields do not jump.
    placeholderData: (last) => last,
  });
  const faults = isMine ? (checked.data?.faults ?? []) : [];
  const faultsAt = new Map(faults.map((fault) => [fault.subject, wordsOf(fault)]));
  const isRight = parsed !== undefined && !checked.isPlaceholderData && faults.length === 0;
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
  const protocol = protocolOf(parsed ?? document);
  const Trial = protocol === "mqtt-json" || protocol === "push" ? MessageTrial : TypeTrial;
  return (
    <Stack gap="md">
      <Text c="dimmed">{isMine ? t("types.editHelp") : t("types.catalogueHelp")}</Text>
      {model?.notes && <Alert color="gray">{model.notes}</Alert>}
      {model?.confidence === "C" && (
        <TypeConfirmation model={model} mayChange={mayChange} onDone={renew} />
      )}
      <Group gap="sm">
        {!isMine && mayChange && (
          <Button
            variant="light"
            leftSection={<IconCopy aria-hidden size={18} />}
            onClick={() => {
              write(copyOf(document));
              setMine(true);
            }}
          >
            {t("types.copy")}
          </Button>
        )}
        {isEditing && (
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
      {isEditing && parsed && <TypeBasics document={parsed} faults={faultsAt} onChange={write} />}
      {mayChange && parsed && protocol !== "manual" && (
        <Trial document={parsed} isRight={isRight} onTried={setTried} />
      )}
      {parsed && (
        <RegisterRows
          protocol={protocol}
          registers={registersOf(parsed)}
          isReadOnly={!isEditing}
          tried={tried}
          faults={faultsAt}
          onChange={(registers) => write({ ...parsed, registers })}
        />
      )}
      <details open={parsed === undefined}>
        <summary className={styles["summary"]}>{t("types.file")}</summary>
        <Textarea
          aria-label={t("types.file")}
          description={t("types.fileHelp")}
          autosize
          minRows={12}
          maxRows={28}
          readOnly={!isEditing}
          value={text}
          error={parsed === undefined ? t("types.notJson") : undefined}
          styles={{ input: { fontFamily: "monospace", fontSize: "0.875rem" } }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </details>
      {faults.length > 0 && (
        <Alert color="red" role="alert" title={t("types.faults", { count: faults.length })}>
          {faults.map((fault) => (
            <div key={`${fault.subject} ${fault.message}`}>
              <strong>{fault.subject}</strong>: {wordsOf(fault)}
            </div>
          ))}
        </Alert>
      )}
      {saving.isError && <Alert color="red">{errorText(saving.error)}</Alert>}
      {isEditing && (
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
            disabled={!isRight || !checked.data}
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
    return isDocument(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
