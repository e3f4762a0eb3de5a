import { Alert, Button, Drawer, FileButton, Group, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { bytesInBase64 } from "#web/components/form/file-bytes.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";
import { useErrorText } from "#web/components/states.tsx";

const COLUMNS =
  "Serial number, Type, Line, Address, Service point, Commodity, Role, Space, Multiplier, Interval";

/** Meters from a list: looked at row by row first, then entered all together. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [file, setFile] = useState<File>();
  const importing = useMutation({
    mutationFn: async ({
      list,
      action,
    }: {
      list: File;
      action: "look" | "enter" | "enter-valid";
    }) =>
      call("POST /meters/import", {
        body: {
          siteId: site.id,
          fileName: list.name,
          base64: await bytesInBase64(list),
          action,
        },
      }),
    async onSuccess({ entered, meterIds, servicePointIds, rows: done }) {
      if (entered === 0) return;
      await client.invalidateQueries();
      offerUndo({
        done: t("meters.imported", { count: entered }),
        async undo() {
          await call("POST /meters/removal", {
            body: { siteId: site.id, meterIds, servicePointIds },
          });
          await client.invalidateQueries();
        },
      });
      // What was left out stays to be read and mended.
      if (entered === done.length) onClose();
    },
  });
  const entered = importing.data?.entered ?? 0;
  const rows = (importing.data?.rows ?? []).filter(
    ({ faults }) => entered === 0 || faults.length > 0,
  );
  const wrong = rows.filter(({ faults }) => faults.length > 0).length;
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t("meters.import")}
      position="right"
      size={760}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t("meters.importHelp", { columns: COLUMNS })}</Text>
        <Group>
          <FileButton
            accept=".csv,.xlsx"
            onChange={(list) => {
              if (!list) return;
              setFile(list);
              importing.mutate({ list, action: "look" });
            }}
          >
            {(props) => (
              <Button {...props} leftSection={<IconUpload aria-hidden size={18} />}>
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
            </Alert>
            <Table.ScrollContainer minWidth={560}>
              <Table aria-label={t("meters.import")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("meters.row")}</Table.Th>
                    <Table.Th>{t("meters.serial")}</Table.Th>
                    <Table.Th>{t("meters.model")}</Table.Th>
                    <Table.Th>{t("meters.line")}</Table.Th>
                    <Table.Th>{t("meters.importSays")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map(({ row, serialNumber, modelName, lineName, unitAddress, faults }) => (
                    <Table.Tr key={row}>
                      <Table.Td>{row}</Table.Td>
                      <Table.Td>{serialNumber}</Table.Td>
                      <Table.Td>{modelName}</Table.Td>
                      <Table.Td>{[lineName, unitAddress].filter(Boolean).join(" · ")}</Table.Td>
                      <Table.Td>
                        {faults.length === 0
                          ? t("meters.importFine")
                          : faults.map(({ column, message }) => (
                              <div key={`${column} ${message}`}>
                                <strong>{column}</strong>: {message}
                              </div>
                            ))}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {file && entered === 0 && (
              <Group>
                <Button
                  disabled={wrong > 0}
                  loading={importing.isPending}
                  onClick={() => importing.mutate({ list: file, action: "enter" })}
                >
                  {t("meters.importEnter", { count: rows.length })}
                </Button>
                {wrong > 0 && wrong < rows.length && (
                  <Button
                    variant="default"
                    loading={importing.isPending}
                    onClick={() => importing.mutate({ list: file, action: "enter-valid" })}
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
