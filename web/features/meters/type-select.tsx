import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MeterModelSummary } from "#api/contract/meter-models.ts";
import { Select } from "#web/components/select.tsx";

const SHOWN_AT_MOST = 40;

export interface TypeSelectProps {
  readonly models: readonly MeterModelSummary[];
  readonly value: string;
  readonly error?: ReactNode;
  readonly onChange: (model: MeterModelSummary | undefined) => void;
}

/** Chooses a type of meter by maker, name, other names or what it measures. */
export function TypeSelect({ models, value, error, onChange }: TypeSelectProps) {
  const { t } = useTranslation();
  const byId = new Map(models.map((model) => [model.id, model]));
  const textOf = (model: MeterModelSummary) =>
    [
      model.maker,
      model.name,
      ...model.aliases,
      model.id,
      t(`lines.protocolOf.${model.protocol}`),
      ...model.commodities.map((commodity) => t(`commodity.${commodity}`)),
    ]
      .join(" ")
      .toLowerCase();
  return (
    <Select
      label={t("meters.model")}
      placeholder={t("types.find")}
      description={t("types.count", { count: models.length })}
      data-path="modelId"
      data-autofocus
      searchable
      error={error}
      nothingFoundMessage={t("types.nothingFound")}
      limit={SHOWN_AT_MOST}
      value={value === "" ? null : value}
      data={models.map(({ id, maker, name, protocol }) => ({
        value: id,
        label: `${maker} ${name} (${t(`lines.protocolOf.${protocol}`)})`,
      }))}
      filter={({ options, search, limit }) => {
        const words = search
          .toLowerCase()
          .split(/[\s()]+/)
          .filter(Boolean);
        return options
          .filter((option) => {
            const model = "value" in option ? byId.get(option.value) : undefined;
            return model !== undefined && words.every((word) => textOf(model).includes(word));
          })
          .slice(0, limit);
      }}
      onChange={(id) => onChange(byId.get(id ?? ""))}
    />
  );
}
