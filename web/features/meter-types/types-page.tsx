import { Button, Group, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPlus, IconSearch, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterModelSummary } from "#api/contract/meter-models.ts";
import { read } from "#web/api/queries.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { Filters } from "#web/components/filters.tsx";
import { formatList } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered } from "#web/components/states.tsx";
import { TypeDrawer } from "./type-drawer.tsx";

/** The types of meters that are known, and those made here. */
export function TypesPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const models = useQuery(read("GET /meter-models"));
  const [find, setFind] = useState("");
  const [opened, setOpened] = useState<MeterModelSummary | "new">();
  const words = useDeferredValue(find).toLowerCase().split(/\s+/).filter(Boolean);
  const columns: readonly Column<MeterModelSummary>[] = [
    {
      name: t("meters.model"),
      renderCell: (model) => (
        <Button
          variant="subtle"
          px={4}
          h="auto"
          mih={44}
          styles={{ label: { whiteSpace: "normal", textAlign: "start" } }}
          onClick={() => setOpened(model)}
        >
          {model.maker} {model.name}
        </Button>
      ),
    },
    {
      name: t("meters.commodity"),
      from: "tablet",
      renderCell: ({ commodities }) => formatList(commodities.map((one) => t(`commodity.${one}`))),
    },
    {
      name: t("lines.protocol"),
      renderCell: ({ protocol }) => t(`lines.protocolOf.${protocol}`),
    },
    { name: t("types.founded"), renderCell: (model) => <Founded model={model} /> },
  ];
  const textOf = ({ maker, name, aliases, id, commodities }: MeterModelSummary) =>
    [maker, name, ...aliases, id, ...commodities.map((one) => t(`commodity.${one}`))]
      .join(" ")
      .toLowerCase();
  const shown = (models.data?.meterModels ?? []).filter((model) =>
    words.every((word) => textOf(model).includes(word)),
  );
  return (
    <Page
      back={{ to: "/meters", name: t("nav.meters") }}
      title={t("types.types")}
      hint={t("types.count", { count: models.data?.meterModels.length ?? 0 })}
      actions={
        mayChangeProperty(user) && (
          <Group gap="sm">
            <Button
              leftSection={<IconPlus aria-hidden size={18} />}
              onClick={() => setOpened("new")}
            >
              {t("types.add")}
            </Button>
          </Group>
        )
      }
    >
      <Filters>
        <TextInput
          aria-label={t("types.find")}
          placeholder={t("types.find")}
          leftSection={<IconSearch aria-hidden size={18} />}
          type="search"
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
      </Filters>
      <div className="surface">
        <Answered query={models} height={640}>
          {() => (
            <Rows label={t("types.types")} rows={shown} columns={columns} keyOf={({ id }) => id} />
          )}
        </Answered>
      </div>
      {opened && (
        <TypeDrawer
          {...(opened !== "new" && { model: opened })}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Page>
  );
}

function Founded({ model }: { model: MeterModelSummary }) {
  const { t } = useTranslation();
  if (model.confidence === "C" && !model.confirmed) {
    return (
      <Mark tone="warning" icon={<IconAlertTriangle aria-hidden size={16} />}>
        {t("types.doubtful")}
      </Mark>
    );
  }
  if (model.isOwn) {
    return (
      <Mark tone="neutral" icon={<IconUser aria-hidden size={16} />}>
        {t("types.own")}
      </Mark>
    );
  }
  return (
    <Mark tone="good" icon={<IconCheck aria-hidden size={16} />}>
      {model.confirmed ? t("types.confirmed") : t(`types.confidence.${model.confidence}`)}
    </Mark>
  );
}
