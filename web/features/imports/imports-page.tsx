import { Alert, Button, FileInput, Group, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconFileUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  IMPORT_BYTES_AT_MOST,
  type ImportPreview,
  type ImportResult,
  type ReadingImport,
} from "#api/contract/imports.ts";
import { call } from "#web/api/call.ts";
import { useImporting } from "#web/api/live-events.ts";
import { read } from "#web/api/queries.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { formatDecimal, formatInstant } from "#web/components/format.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { serverWords } from "#web/i18n/server-words.ts";
import { ColumnChoice, type Choice } from "./column-choice.tsx";
import { base64Of } from "./file-content.ts";

interface Chosen {
  readonly file: File;
  readonly content: string;
  readonly preview: ImportPreview;
}

/** Readings out of a file: choose it, say what its columns hold, look, take it in, take it back. */
export function ImportsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [chosen, setChosen] = useState<Chosen>();
  const errorText = useErrorText();
  const open = useMutation({
    async mutationFn(file: File) {
      if (file.size > IMPORT_BYTES_AT_MOST) throw new Error(t("imports.tooLarge"));
      const content = await base64Of(file);
      const preview = await call("POST /imports/preview", {
        body: { fileName: file.name, content },
      });
      return { file, content, preview };
    },
  });
  return (
    <Page
      back={{ to: "/meters", name: t("nav.meters") }}
      title={t("imports.title")}
      hint={t("imports.help")}
    >
      <Stack gap="md">
        {mayTendAlarms(user) && (
          <Section title={t("imports.file")}>
            <Stack gap="md">
              <FileInput
                label={t("imports.choose")}
                description={t("imports.chooseHelp")}
                accept=".csv,.txt,.xlsx"
                size="md"
                leftSection={<IconFileUpload aria-hidden size={20} />}
                onChange={(file) => {
                  setChosen(undefined);
                  // Of the file that was chosen last: an earlier one may be answered after it.
                  if (file) open.mutate(file, { onSuccess: setChosen });
                  else open.reset();
                }}
              />
              {open.isPending && (
                <Progress value={100} animated aria-label={t("imports.reading")} />
              )}
              {open.isError && (
                <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
                  {open.error.name === "Error" ? open.error.message : errorText(open.error)}
                </Alert>
              )}
              {chosen && (
                <TakeIn key={chosen.file.name + chosen.file.lastModified} chosen={chosen} />
              )}
            </Stack>
          </Section>
        )}
        <ImportHistory />
      </Stack>
    </Page>
  );
}

function TakeIn({ chosen }: { chosen: Chosen }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [choice, setChoice] = useState<Choice>();
  const [policy, setPolicy] = useState<"all" | "valid">("all");
  const { begin } = useImporting();
  const take = useMutation({
    onMutate: begin,
    mutationFn: ({ dryRun, with: asked }: { dryRun: boolean; with: Choice }) =>
      call("POST /imports", {
        body: {
          siteId: site.id,
          fileName: chosen.file.name,
          content: chosen.content,
          policy,
          dryRun,
          ...asked,
        },
      }),
    async onSuccess(_, { dryRun }) {
      if (dryRun) return;
      await client.invalidateQueries({
        predicate: ({ queryKey }) => /^GET \/(imports|meters)/.test(String(queryKey[0])),
      });
    },
  });
  return (
    <Stack gap="md">
      <ColumnChoice preview={chosen.preview} onChoose={setChoice} />
      <Select
        label={t("imports.policyName")}
        allowDeselect={false}
        value={policy}
        onChange={(value) => setPolicy(value === "valid" ? "valid" : "all")}
        data={[
          { value: "all", label: t("imports.policy.all") },
          { value: "valid", label: t("imports.policy.valid") },
        ]}
      />
      {take.isPending && <HowFar />}
      {take.isError && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {errorText(take.error)}
        </Alert>
      )}
      {take.data && <Outcome result={take.data} isDryRun={take.variables.dryRun} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={!choice}
          loading={take.isPending}
          onClick={() => choice && take.mutate({ dryRun: true, with: choice })}
        >
          {t("imports.look")}
        </Button>
        <Button
          disabled={!choice}
          loading={take.isPending}
          onClick={() => choice && take.mutate({ dryRun: false, with: choice })}
        >
          {t("imports.takeIn")}
        </Button>
      </Group>
    </Stack>
  );
}

/** How many of the file's rows are taken in; before the first of them that it is being read. */
function HowFar() {
  const { t } = useTranslation();
  const { importing } = useImporting();
  const percent = importing && (100 * importing.rows) / Math.max(1, importing.of);
  const text = importing
    ? t("imports.howFar", {
        rows: formatDecimal(String(importing.rows), 0),
        of: formatDecimal(String(importing.of), 0),
      })
    : t("imports.reading");
  return (
    <Stack gap={4}>
      <Progress value={percent ?? 0} animated aria-label={t("imports.progress")} />
      <Text size="sm" aria-live="polite">
        {text}
      </Text>
    </Stack>
  );
}

function Outcome({ result, isDryRun }: { result: ImportResult; isDryRun: boolean }) {
  const { t } = useTranslation();
  const { rows, stored, same, faulty, faults, importId } = result;
  const isFine = faulty === 0 || (importId !== null && !isDryRun);
  const Icon = isFine ? IconCircleCheck : IconAlertTriangle;
  return (
    <Alert role="status" color={isFine ? "teal" : "yellow"} icon={<Icon aria-hidden />}>
      <Text>
        {t(isDryRun ? "imports.wouldBe" : "imports.were", { rows, stored, same, faulty })}
      </Text>
      {faults.map((fault) => (
        <Text key={`${fault.subject} ${fault.message}`} size="sm" mt={4}>
          {serverWords(fault.subject)}: {wordsOf(fault)}
        </Text>
      ))}
    </Alert>
  );
}

function ImportHistory() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const imports = useQuery(read("GET /imports", { query: { site: site.id } }));
  const columns: readonly Column<ReadingImport>[] = [
    { name: t("imports.fileName"), renderCell: ({ fileName }) => fileName },
    {
      name: t("imports.when"),
      renderCell: ({ importedAt, actor }) => (
        <>
          {formatInstant(importedAt, site.timeZone)}
          <Text size="sm" c="dimmed">
            {actor}
          </Text>
        </>
      ),
    },
    { name: t("imports.stored"), figures: true, renderCell: ({ stored }) => String(stored) },
    { name: t("imports.undo"), renderCell: (one) => <UndoButton imported={one} /> },
  ];
  return (
    <Section title={t("imports.history")} flush>
      <Answered query={imports} height={200}>
        {(data) =>
          data.imports.length === 0 ? (
            <Text c="dimmed" p="md">
              {t("imports.none")}
            </Text>
          ) : (
            <Rows
              label={t("imports.history")}
              rows={data.imports}
              columns={columns}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answered>
    </Section>
  );
}

function UndoButton({ imported }: { imported: ReadingImport }) {
  const { t } = useTranslation();
  const { user, site } = useSignedIn();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => call("POST /imports/:id/undo", { params: { id: imported.id } }),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => /^GET \/(imports|meters)/.test(String(queryKey[0])),
      }),
  });
  const { undoneAt, undoneBy } = imported;
  if (undoneAt !== null) {
    return (
      <Text size="sm" c="dimmed">
        {t("imports.undone", {
          who: undoneBy ?? "",
          when: formatInstant(undoneAt, site.timeZone),
        })}
      </Text>
    );
  }
  if (!mayTendAlarms(user)) return null;
  return (
    <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
      {t("imports.undo")}
    </Button>
  );
}
