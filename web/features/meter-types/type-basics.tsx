import { Checkbox, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { METER_PROTOCOLS, type MeterProtocol } from "#domain/metering/meter-model.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { Select } from "#web/components/select.tsx";
import { type Document, withProtocol } from "./new-type.ts";

export interface TypeBasicsProps {
  readonly document: Document;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (document: Document) => void;
}

export function protocolOf(document: Document): MeterProtocol {
  return METER_PROTOCOLS.find((one) => one === document["protocol"]) ?? "modbus";
}

/** What every type says: who makes it, what it measures, how it is talked to. */
export function TypeBasics({ document, faults, onChange }: TypeBasicsProps) {
  const { t } = useTranslation();
  const protocol = protocolOf(document);
  const set = (field: string, value: unknown) => onChange({ ...document, [field]: value });
  const sources: unknown = document["sources"];
  const commodities: unknown = document["commodities"];
  return (
    <>
      <Pair>
        {(["maker", "name", "id"] as const).map((field) => (
          <TextInput
            key={field}
            label={t(`types.field.${field}`)}
            value={String(document[field] ?? "")}
            error={faults.get(field)}
            onChange={(event) => set(field, event.currentTarget.value)}
          />
        ))}
      </Pair>
      <Pair>
        <Select
          label={t("types.field.protocol")}
          allowDeselect={false}
          value={protocol}
          data={METER_PROTOCOLS.map((value) => ({ value, label: t(`lines.protocolOf.${value}`) }))}
          onChange={(value) => {
            const chosen = METER_PROTOCOLS.find((one) => one === value);
            if (chosen && chosen !== protocol) onChange(withProtocol(document, chosen));
          }}
        />
        <MultiSelect
          label={t("types.field.commodities")}
          value={Array.isArray(commodities) ? commodities.map(String) : []}
          error={faults.get("commodities")}
          data={COMMODITIES.map((value) => ({ value, label: t(`commodity.${value}`) }))}
          onChange={(value) => set("commodities", value)}
        />
        <Select
          label={t("types.field.transformers")}
          allowDeselect={false}
          value={String(document["transformers"] ?? "none")}
          data={(["none", "primary", "secondary"] as const).map((value) => ({
            value,
            label: t(`types.transformersOf.${value}`),
          }))}
          onChange={(value) => set("transformers", value)}
        />
      </Pair>
      <Pair>
        <TextInput
          label={t("types.field.sources")}
          value={Array.isArray(sources) ? String(sources[0] ?? "") : ""}
          error={faults.get("sources") ?? faults.get("sources[0]")}
          onChange={(event) => {
            const others: unknown[] = Array.isArray(sources) ? sources.slice(1) : [];
            set("sources", [event.currentTarget.value, ...others]);
          }}
        />
        {protocol === "modbus" && (
          <NumberInput
            label={t("types.field.registersAtMost")}
            min={1}
            max={125}
            allowDecimal={false}
            value={Number(document["registersAtMost"] ?? 32)}
            error={faults.get("registersAtMost")}
            onChange={(value) => set("registersAtMost", Number(value))}
          />
        )}
        {protocol === "cjt188" && (
          <TextInput
            label={t("types.field.meterType")}
            value={String(document["meterType"] ?? "")}
            error={faults.get("meterType")}
            onChange={(event) => set("meterType", event.currentTarget.value)}
          />
        )}
      </Pair>
      {protocol === "modbus" && (
        <Checkbox
          label={t("types.field.holesReadable")}
          checked={document["holesReadable"] === true}
          onChange={(event) => set("holesReadable", event.currentTarget.checked)}
        />
      )}
    </>
  );
}
