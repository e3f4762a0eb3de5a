import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { LADDER_WINDOWS } from "#domain/tariff/tariff-document.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import {
  changed,
  type Draft,
  type DraftCharge,
  type DraftRate,
  type DraftTier,
  labelIn,
  ratesFor,
  without,
} from "./draft.ts";
import { useFaultAt } from "./faults-context.ts";
import styles from "./tariffs.module.css";

export interface PriceFieldsProps {
  readonly draft: Draft;
  readonly n: number;
  readonly charge: DraftCharge;
  readonly language: string;
  /** What the price is per: kWh. */
  readonly per: string;
  readonly onChange: (charge: DraftCharge) => void;
}

type Way = "price" | "tiers" | "rates";

/** The prices of a charge: one, a ladder of steps, or one for each period of time. */
export function PriceFields(props: PriceFieldsProps) {
  const { t } = useTranslation();
  const { draft, charge, onChange } = props;
  const way: Way = charge.rates ? "rates" : charge.tiers ? "tiers" : "price";
  const calendar = draft.calendars?.[0];
  const seasons = idsOf(calendar?.["seasons"]);
  const periods = idsOf(calendar?.["touPeriods"]);
  const first =
    charge.price ??
    charge.tiers?.[0]?.price ??
    charge.rates?.[0]?.price ??
    charge.rates?.[0]?.tiers?.[0]?.price ??
    "0.25";
  const ways: readonly Way[] = [
    "price",
    ...(charge.kind === "consumption" ? (["tiers"] as const) : []),
    ...(periods.length > 0 || way === "rates" ? (["rates"] as const) : []),
  ];
  const choose = (chosen: string) => {
    const rest = without(charge, "price", "tiers", "rates", "ladder");
    if (chosen === "price") onChange({ ...rest, price: first });
    if (chosen === "tiers") {
      const tiers = [{ upTo: "100", price: first }, { price: first }];
      onChange({ ...rest, tiers, ladder: { counts: "month" } });
    }
    if (chosen === "rates") onChange({ ...rest, rates: ratesFor(charge, { seasons, periods }) });
  };
  return (
    <Stack gap="sm">
      {ways.length > 1 && (
        <SegmentedControl
          aria-label={t("tariffs.way")}
          value={way}
          onChange={choose}
          data={ways.map((one) => ({ value: one, label: t(`tariffs.ways.${one}`) }))}
        />
      )}
      {way === "price" && (
        <PriceField
          {...props}
          label={t("tariffs.price")}
          path={`charges[${props.n}].price`}
          value={charge.price ?? ""}
          onPrice={(price) => onChange({ ...charge, price })}
        />
      )}
      {way === "tiers" && <Ladder {...props} tiers={charge.tiers ?? []} />}
      {way === "rates" && <Rates {...props} rates={charge.rates ?? []} />}
    </Stack>
  );
}

function idsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) =>
    typeof item === "object" && item !== null && "id" in item ? [String(item.id)] : [],
  );
}

function PriceField({
  draft,
  per,
  label,
  path,
  value,
  onPrice,
}: PriceFieldsProps & {
  readonly label: string;
  readonly path: string;
  readonly value: string;
  readonly onPrice: (price: string) => void;
}) {
  const faultAt = useFaultAt();
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      rightSection={`${draft.currency}/${per}`}
      rightSectionWidth={92}
      value={value}
      error={faultAt(path)}
      onChange={({ currentTarget }) => onPrice(readDecimal(currentTarget.value))}
    />
  );
}

/** A ladder as steps: each band has its upper end and its price. */
function Ladder(props: PriceFieldsProps & { readonly tiers: readonly DraftTier[] }) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  const { charge, tiers, n, per, onChange } = props;
  const { ladder = {} } = charge;
  const highest = Math.max(...tiers.map(({ price }) => Number(price) || 0), 0.0001);
  const add = () => {
    const last = tiers.at(-1);
    const before = Number(tiers.at(-2)?.upTo ?? 0);
    onChange({
      ...charge,
      tiers: [
        ...tiers.slice(0, -1),
        { upTo: String(before + 100), price: last?.price ?? "0.25" },
        { price: last?.price ?? "0.25" },
      ],
    });
  };
  return (
    <Stack gap="sm">
      <div className={styles["steps"]} aria-hidden>
        {tiers.map(({ price }, i) => (
          <div
            // A band has no identity but its place in the ladder.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            className={styles["step"]}
            style={{ height: `${Math.max(8, (Number(price) / highest) * 100)}%` }}
          >
            {i + 1}
          </div>
        ))}
      </div>
      {tiers.map((tier, i) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={i} align="flex-end" gap="sm" wrap="nowrap">
          <TextInput
            flex={1}
            label={i === 0 ? t("tariffs.upTo") : t("tariffs.stepUpTo", { number: i + 1 })}
            inputMode="decimal"
            rightSection={per}
            placeholder={i === tiers.length - 1 ? t("tariffs.noEnd") : ""}
            disabled={i === tiers.length - 1}
            value={tier.upTo ?? ""}
            error={faultAt(`charges[${n}].tiers[${i}].upTo`)}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...charge, tiers: changed(tiers, i, { upTo: readDecimal(value) }) })
            }
          />
          <PriceField
            {...props}
            label={t("tariffs.stepPrice", { number: i + 1 })}
            path={`charges[${n}].tiers[${i}].price`}
            value={tier.price}
            onPrice={(price) => onChange({ ...charge, tiers: changed(tiers, i, { price }) })}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            disabled={tiers.length <= 2 || i === tiers.length - 1}
            aria-label={t("tariffs.removeStep", { number: i + 1 })}
            onClick={() => onChange({ ...charge, tiers: tiers.filter((_, other) => other !== i) })}
          >
            <IconTrash aria-hidden size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        leftSection={<IconPlus aria-hidden size={18} />}
        onClick={add}
        style={{ alignSelf: "flex-start" }}
      >
        {t("tariffs.addStep")}
      </Button>
      <Pair>
        <Select
          label={t("tariffs.counts")}
          allowDeselect={false}
          data={LADDER_WINDOWS.map((one) => ({ value: one, label: t(`tariffs.window.${one}`) }))}
          value={ladder["counts"] ?? null}
          error={faultAt(`charges[${n}].ladder.counts`)}
          onChange={(counts) =>
            onChange({ ...charge, ladder: { ...ladder, counts: counts ?? "month" } })
          }
        />
        <Select
          label={t("tariffs.ladderKind")}
          description={t("tariffs.ladderKindHelp")}
          allowDeselect={false}
          data={(["marginal", "volume"] as const).map((one) => ({
            value: one,
            label: t(`tariffs.ladder.${one}`),
          }))}
          value={ladder["kind"] ?? "marginal"}
          onChange={(kind) =>
            onChange({ ...charge, ladder: { ...ladder, kind: kind ?? "marginal" } })
          }
        />
      </Pair>
    </Stack>
  );
}

/** A price for each stretch of time that the charge tells apart. */
function Rates(props: PriceFieldsProps & { readonly rates: readonly DraftRate[] }) {
  const { t } = useTranslation();
  const { charge, draft, rates, language, n, onChange } = props;
  const faultAt = useFaultAt();
  const calendar = draft.calendars?.[0];
  const seasons = idsOf(calendar?.["seasons"]);
  const periods = idsOf(calendar?.["touPeriods"]);
  const fault = faultAt(`charges[${n}].rates`);
  return (
    <Stack gap="sm">
      {fault !== undefined && (
        <Text c="var(--mantine-color-error)" role="alert">
          {fault}
        </Text>
      )}
      <Pair>
        {rates.map((rate, i) =>
          rate.tiers ? (
            // oxlint-disable-next-line react/no-array-index-key
            <Text key={i} c="dimmed">
              {t("tariffs.asJsonOnly")}
            </Text>
          ) : (
            <PriceField
              // A rate has no identity but its place in the list.
              // oxlint-disable-next-line react/no-array-index-key
              key={i}
              {...props}
              label={nameOf(rate)}
              path={`charges[${n}].rates[${i}].price`}
              value={rate.price ?? ""}
              onPrice={(price) => onChange({ ...charge, rates: changed(rates, i, { price }) })}
            />
          ),
        )}
      </Pair>
      <Button
        variant="subtle"
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange({ ...charge, rates: ratesFor(charge, { seasons, periods }) })}
      >
        {t("tariffs.pricePerPeriod")}
      </Button>
    </Stack>
  );

  function nameOf(rate: DraftRate): string {
    const names = [
      ...(rate.seasons ?? []).map((id) => labelOf(calendar?.["seasons"], id)),
      ...(rate.touPeriods ?? []).map((id) => labelOf(calendar?.["touPeriods"], id)),
    ];
    return names.length > 0 ? names.join(" · ") : t("tariffs.always");
  }

  function labelOf(list: unknown, id: string): string {
    const found = Array.isArray(list)
      ? list.find(
          (item: unknown) =>
            typeof item === "object" && item !== null && "id" in item && item.id === id,
        )
      : undefined;
    return labelIn(found?.label, language) || id;
  }
}
