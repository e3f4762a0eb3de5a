import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { read } from "#web/api/queries.ts";
import { Answered } from "#web/components/states.tsx";
import { BillPreview } from "#web/features/tariffs/bill-preview.tsx";

/** The preview of a first bill by the tariff that was just made. */
export function FirstBill({ tariffId }: { tariffId: number }) {
  const { t } = useTranslation();
  const tariff = useQuery(read("GET /tariffs/:id", { params: { id: tariffId } }));
  return (
    <Stack gap="md">
      <Text c="dimmed">{t("welcome.doneHelp")}</Text>
      <Answered query={tariff} height={300}>
        {({ versions, commodity }) => {
          const parsed = parseTariff(versions[0]?.document);
          return (
            <BillPreview document={parsed.ok ? parsed.value : undefined} commodity={commodity} />
          );
        }}
      </Answered>
    </Stack>
  );
}
