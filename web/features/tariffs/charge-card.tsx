import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PRORATIONS, RECURRENCES } from "#domain/tariff/charge-recurrence.ts";
import { unitsOf } from "#domain/core/unit.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal } from "#web/components/form/rules.ts";
import { unitSign } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { type Draft, type DraftCharge, labelIn, withLabel } from "./draft.ts";
import { useFaultAt } from "./faults-context.ts";
import { PriceFields } from "./price-fields.tsx";

export interface ChargeCardProps {
  readonly draft: Draft;
  readonly n: number;
  readonly language: string;
  readonly onChange: (charge: DraftCharge) => void;
  readonly onRemove: () => void;
}

/** The kinds of charges that can be edited by fields. */
export const CHARGE_KINDS = ["consumption", "demand", "fixed", "minimum"] as const;
export type EditedKind = (typeof CHARGE_KINDS)[number];

/** One charge of a tariff. */
export function ChargeCard({ draft, n, language, onChange, onRemove }: ChargeCardProps) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  const charge = draft.charges[n];
  if (!charge) return null;
  const kind = CHARGE_KINDS.find((one) => one === charge.kind);
  const path = `charges[${n}]`;
  const whole = faultAt(path);
  return (
    <Section
      title={labelIn(charge.label, language) || charge.id}
      aside={
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconTrash aria-hidden size={18} />}
          onClick={onRemove}
        >
          {t("common.remove")}
        </Button>
      }
    >
      <Stack gap="md">
        {whole !== undefined && (
          <Text c="var(--mantine-color-error)" role="alert">
            {whole}
          </Text>
        )}
        <TextInput
          label={t("tariffs.chargeName")}
          description={kind ? t(`tariffs.kindHelp.${kind}`) : t("tariffs.kindHelp.other")}
          value={labelIn(charge.label, language)}
          error={faultAt(`${path}.label`)}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...charge, label: withLabel(charge.label, language, value) })
          }
        />
        <KindFields draft={draft} n={n} charge={charge} language={language} onChange={onChange} />
      </Stack>
    </Section>
  );
}

interface KindFieldsProps {
  readonly draft: Draft;
  readonly n: number;
  readonly charge: DraftCharge;
  readonly language: string;
  readonly onChange: (charge: DraftCharge) => void;
}

function KindFields(props: KindFieldsProps) {
  const { t } = useTranslation();
  const { charge, draft } = props;
  const commodity = COMMODITIES.find((one) => one === draft.commodity) ?? "electricity";
  const unit = unitSign(unitsOf(commodity)[0] ?? "");
  switch (charge.kind) {
    case "consumption":
      return <PriceFields {...props} per={unit} />;
    case "demand":
      return (
        <>
          <PriceFields {...props} per="kW" />
          <Pair isWide>
            <TextInput
              label={t("tariffs.demandMinutes")}
              description={t("tariffs.demandMinutesHelp")}
              inputMode="numeric"
              value={
                charge["intervalMinutes"] === undefined ? "" : String(charge["intervalMinutes"])
              }
              onChange={({ currentTarget: { value } }) => {
                const { intervalMinutes: _, ...rest } = charge;
                props.onChange(
                  value === "" ? asCharge(rest) : { ...charge, intervalMinutes: Number(value) },
                );
              }}
            />
            <RecurrenceFields {...props} choices={["month", "year"]} />
          </Pair>
        </>
      );
    case "fixed":
      return (
        <Pair isWide>
          <AmountField {...props} field="price" />
          <RecurrenceFields {...props} choices={RECURRENCES} />
        </Pair>
      );
    case "minimum":
      return (
        <Pair isWide>
          <AmountField {...props} field="amount" />
          <RecurrenceFields {...props} choices={RECURRENCES} />
        </Pair>
      );
    default:
      return <Text c="dimmed">{t("tariffs.asJsonOnly")}</Text>;
  }
}

/** Guaranteed by the caller: only an optional field was taken away. */
function asCharge(charge: object): DraftCharge {
  return charge as DraftCharge;
}

function AmountField({
  draft,
  n,
  charge,
  field,
  onChange,
}: KindFieldsProps & { readonly field: "price" | "amount" }) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  return (
    <TextInput
      label={t("tariffs.amount")}
      inputMode="decimal"
      rightSection={draft.currency}
      rightSectionWidth={56}
      value={charge[field] ?? ""}
      error={faultAt(`charges[${n}].${field}`)}
      onChange={({ currentTarget: { value } }) =>
        onChange({ ...charge, [field]: readDecimal(value) })
      }
    />
  );
}

function RecurrenceFields({
  n,
  charge,
  choices,
  onChange,
}: KindFieldsProps & { readonly choices: readonly (typeof RECURRENCES)[number][] }) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  return (
    <>
      <Select
        label={t("tariffs.per")}
        allowDeselect={false}
        data={choices.map((one) => ({ value: one, label: t(`tariffs.recurrence.${one}`) }))}
        value={typeof charge["per"] === "string" ? charge["per"] : null}
        error={faultAt(`charges[${n}].per`)}
        onChange={(value) => {
          const { prorate: _, ...rest } = charge;
          onChange(
            value === "day"
              ? asCharge({ ...rest, per: value })
              : { ...charge, per: value, prorate: charge["prorate"] ?? "days" },
          );
        }}
      />
      {charge["per"] !== "day" && (
        <Select
          label={t("tariffs.prorate")}
          description={t("tariffs.prorateHelp")}
          allowDeselect={false}
          data={PRORATIONS.map((one) => ({ value: one, label: t(`tariffs.proration.${one}`) }))}
          value={typeof charge["prorate"] === "string" ? charge["prorate"] : null}
          error={faultAt(`charges[${n}].prorate`)}
          onChange={(value) => onChange({ ...charge, prorate: value })}
        />
      )}
    </>
  );
}

/** What a new charge of a kind begins with. */
export function newCharge(kind: EditedKind, id: string, label: string): DraftCharge {
  switch (kind) {
    case "consumption":
      return { kind, id, label, price: "0.25" };
    case "demand":
      return { kind, id, label, price: "8.00", intervalMinutes: 15, per: "month", prorate: "days" };
    case "fixed":
      return { kind, id, label, price: "5.00", per: "month", prorate: "days" };
    case "minimum":
      return { kind, id, label, amount: "10.00", per: "month", prorate: "days" };
  }
}

/** The buttons that add a charge. */
export function AddCharge({ onAdd }: { onAdd: (kind: EditedKind) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="sm">
      {CHARGE_KINDS.map((kind) => (
        <Button key={kind} variant="default" onClick={() => onAdd(kind)}>
          {t(`tariffs.add.${kind}`)}
        </Button>
      ))}
    </Group>
  );
}
