import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDotsVertical, IconDownload, IconEraser, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tenant } from "#api/contract/tenants.ts";
import { call, pathOf } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { offerUndo, sayDone, sayFailed } from "#web/components/form/undo-toast.tsx";
import { useErrorText } from "#web/components/states.tsx";

/** What is rarely done with a tenant: its data handed out, erased, or the tenant removed. */
export function TenantMenu({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const [erasing, setErasing] = useState(false);
  const request = { params: { id: tenant.id } };
  const remove = useMutation({
    mutationFn: () => call("DELETE /tenants/:id", request),
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess() {
      await navigate({ to: "/tenants" });
      await client.invalidateQueries({ queryKey: ["GET /tenants"] });
      const {
        id: _id,
        state: _state,
        leases: _leases,
        bills: _bills,
        erased: _e,
        ...body
      } = tenant;
      offerUndo({
        done: t("form.removed", { name: tenant.name }),
        async undo() {
          await call("POST /tenants", { body });
          await client.invalidateQueries({ queryKey: ["GET /tenants"] });
        },
      });
    },
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t("property.moreOf", { name: tenant.name })}>
            <IconDotsVertical aria-hidden size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {user.role === "administrator" && (
            <>
              <Menu.Item
                component="a"
                href={pathOf("GET /tenants/:id/personal-data", request)}
                download
                leftSection={<IconDownload aria-hidden size={18} />}
              >
                {t("tenants.export")}
              </Menu.Item>
              <Menu.Item
                disabled={tenant.state === "current" || tenant.state === "future"}
                leftSection={<IconEraser aria-hidden size={18} />}
                onClick={() => setErasing(true)}
              >
                {t("tenants.erase")}
              </Menu.Item>
            </>
          )}
          {tenant.leases.length === 0 && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash aria-hidden size={18} />}
              onClick={() => remove.mutate()}
            >
              {t("common.remove")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {erasing && <EraseDialog tenant={tenant} onClose={() => setErasing(false)} />}
    </>
  );
}

/** Erasing cannot be taken back: the only thing here that asks before. */
function EraseDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const erase = useMutation({
    mutationFn: () => call("POST /tenants/:id/erase", { params: { id: tenant.id } }),
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess() {
      await client.invalidateQueries();
      onClose();
      sayDone(t("tenants.erased"));
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("tenants.erase")}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
      centered
    >
      <Stack gap="md">
        <Text>{t("tenants.eraseHelp", { name: tenant.name })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button color="red" loading={erase.isPending} onClick={() => erase.mutate()}>
            {t("tenants.eraseNow")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
