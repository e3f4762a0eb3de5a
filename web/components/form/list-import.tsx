import { Alert, Button, Drawer, FileButton, Group, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { serverWords } from "#web/i18n/server-words.ts";
import { bytesInBase64 } from "./file-bytes.ts";
import { offerUndo } from "./undo-toast.tsx";

export type ImportAction = "look" | "enter" | "enter-valid";

/** A list as it is sent. */
export interface ListToImport {
  readonly fileName: string;
  readonly base64: string;
  readonly action: ImportAction;
  /** What a person chose for rows, by the keys of their choices. */
  readonly choices: ReadonlyMap<string, string>;
}

/** What only a person can say of a row. */
export interface RowChoice {
  readonly key: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** What came of it. */
export interface ImportedList {
  readonly rows: readonly {
    /** As the file counts, its first row being 1. */
    readonly row: number;
    /** By `headings`. */
    readonly cells: readonly string[];
    readonly faults: readonly { readonly column: string; readonly message: string }[];
    /** Stands in the place of the last cell. */
    readonly choice?: RowChoice;
  }[];
  /** How many rows were entered; 0 when it was only looked. */
  readonly entered: number;
  /** Beside whether the rows are right: what would be made, what was not read. */
  readonly note?: string;
  readonly undo: () => Promise<unknown>;
}

/** Of how a list is sent: what differs between looking at it and entering it. */
type Asked = "action" | "choices";

/** More are found by what is typed. */
const OPTIONS_AT_MOST = 50;

interface ListImportProps {
  readonly title: string;
  readonly help: string;
  /** Of what is shown of a row. */
  readonly headings: readonly string[];
  readonly importList: (list: ListToImport) => Promise<ImportedList>;
  /** On the button that enters all rows. */
  readonly enterText: (count: number) => string;
  /** Once rows are entered. */
  readonly doneText: (count: number) => string;
  readonly onClose: () => void;
}

/** A list of things from CSV or Excel: looked at row by row first, then entered all together. */
export function ListImport(props: ListImportProps) {
  const { title, help, headings, importList, enterText, doneText, onClose } = props;
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [file, setFile] = useState<File>();
  const [choices, setChoices] = useState<ListToImport["choices"]>(new Map());
  const [shown, setShown] = useState<ImportedList>();
  const importing = useMutation({
    mutationFn: async ({ list, ...asked }: { list: File } & Pick<ListToImport, Asked>) =>
      importList({ fileName: list.name, base64: await bytesInBase64(list), ...asked }),
    async onSuccess(imported) {
      const { entered, undo, rows: done } = imported;
      if (entered === 0) return;
      await client.invalidateQueries();
      offerUndo({
        done: doneText(entered),
        async undo() {
          await undo();
          await client.invalidateQueries();
        },
      });
      // What was left out stays to be read and mended.
      if (entered === done.length) onClose();
    },
  });
  // Of what was asked last: an earlier file, or choice, may be answered after it.
  const ask = (asked: Parameters<typeof importing.mutate>[0]) =>
    importing.mutate(asked, { onSuccess: setShown });
  const entered = shown?.entered ?? 0;
  const rows = (shown?.rows ?? []).filter(({ faults }) => entered === 0 || faults.length > 0);
  const wrong = rows.filter(({ faults }) => faults.length > 0).length;
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      position="right"
      size={760}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        <Text c="dimmed">{help}</Text>
        <Group>
          <FileButton
            accept=".csv,.xlsx"
            onChange={(list) => {
              if (!list) return;
              setFile(list);
              setShown(undefined);
              setChoices(new Map());
              ask({ list, action: "look", choices: new Map() });
            }}
          >
            {(button) => (
              <Button {...button} leftSection={<IconUpload aria-hidden size={18} />}>
                {t("meters.chooseFile")}
              </Button>
            )}
          </FileButton>
          {file && <Text>{file.name}</Text>}
        </Group>
        {importing.isError && <Alert color="red">{errorText(importing.error)}</Alert>}
        {rows.length > 0 && (
          <>
            <Alert
              color={wrong === 0 ? "teal" : "red"}
              icon={wrong === 0 ? <IconCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
            >
              {wrong === 0
                ? t("meters.importRight", { count: rows.length })
                : t(entered > 0 ? "meters.importLeftOut" : "meters.importWrong", { count: wrong })}
              {shown?.note && <div>{shown.note}</div>}
            </Alert>
            <ImportedRows
              title={title}
              headings={headings}
              rows={rows}
              choices={choices}
              choose={(key, value) => {
                const next = new Map(choices);
                if (value === null) next.delete(key);
                else next.set(key, value);
                setChoices(next);
                if (file) ask({ list: file, action: "look", choices: next });
              }}
            />
            {file && entered === 0 && (
              <Group>
                <Button
                  disabled={wrong > 0}
                  loading={importing.isPending}
                  onClick={() => ask({ list: file, action: "enter", choices })}
                >
                  {enterText(rows.length)}
                </Button>
                {wrong > 0 && wrong < rows.length && (
                  <Button
                    variant="default"
                    loading={importing.isPending}
                    onClick={() => ask({ list: file, action: "enter-valid", choices })}
                  >
                    {t("meters.importValid", { count: rows.length - wrong })}
                  </Button>
                )}
              </Group>
            )}
          </>
        )}
      </Stack>
    </Drawer>
  );
}

interface ImportedRowsProps
  extends Pick<ListImportProps, "title" | "headings">, Pick<ImportedList, "rows"> {
  readonly choices: ListToImport["choices"];
  readonly choose: (key: string, value: string | null) => void;
}

function ImportedRows({ title, headings, rows, choices, choose }: ImportedRowsProps) {
  const { t } = useTranslation();
  const said = (faults: ImportedList["rows"][number]["faults"]): ReactNode =>
    faults.length === 0
      ? t("meters.importFine")
      : faults.map(({ column, message }) => (
          <div key={`${column} ${message}`}>
            <strong>{column}</strong>: {serverWords(message)}
          </div>
        ));
  return (
    <Table.ScrollContainer
      minWidth={560}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, "aria-label": title, role: "region" } }}
    >
      <Table aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {[t("meters.row"), ...headings, t("meters.importSays")].map((heading) => (
              <Table.Th key={heading}>{heading}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, cells, faults, choice }) => (
            <Table.Tr key={row}>
              <Table.Td>{row}</Table.Td>
              {cells.map((cell, n) => (
                <Table.Td key={headings[n]}>
                  {choice && n === cells.length - 1 ? (
                    <Select
                      aria-label={choice.label}
                      placeholder={choice.label}
                      data={[...choice.options]}
                      value={choices.get(choice.key) ?? null}
                      onChange={(value) => choose(choice.key, value)}
                      searchable
                      clearable
                      limit={OPTIONS_AT_MOST}
                      nothingFoundMessage={t("common.nothingFound")}
                      miw={190}
                      comboboxProps={{ width: "max-content", position: "bottom-start" }}
                    />
                  ) : (
                    cell
                  )}
                </Table.Td>
              ))}
              <Table.Td>{said(faults)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
