import { Button, Group, Text } from "@mantine/core";
import { IconShieldOff } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { UserDetails } from "#api/contract/users.ts";
import { call } from "#web/api/call.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";

/** For somebody who lost the authenticator app. */
export function SecondFactorReset({ user }: { user: UserDetails }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const resetting = useMutation({
    mutationFn: () => call("DELETE /users/:id/second-factor", { params: { id: user.id } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["GET /users"] });
      sayDone(t("secondFactor.resetDone", { name: user.name }));
    },
  });
  if (resetting.isSuccess) return null;
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{t("secondFactor.resetHelp")}</Text>
      <Button
        variant="light"
        leftSection={<IconShieldOff aria-hidden size={18} />}
        loading={resetting.isPending}
        onClick={() => resetting.mutate()}
        style={{ flexShrink: 0 }}
      >
        {t("secondFactor.reset")}
      </Button>
    </Group>
  );
}
