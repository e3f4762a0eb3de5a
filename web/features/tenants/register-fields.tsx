import { Alert, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RegistersAt } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { readDecimal } from "#web/components/form/rules.ts";
import { formatDecimal, formatInstant, unitSign } from "#web/components/format.ts";

/** What was written, by channel. */
export type WrittenRegisters = Readonly<Record<string, string>>;

export interface RegisterFieldsProps {
  /** ISO text; empty while none is chosen. */
  readonly day: string;
  readonly points: readonly number[];
  readonly values: WrittenRegisters;
  readonly onChange: (values: WrittenRegisters) => void;
  readonly error?: string | undefined;
}

/** What the meters showed at the beginning of a day: known from readings, else to be written. */
export function RegisterFields({ day, points, values, onChange, error }: RegisterFieldsProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const asked = day !== "" && points.length > 0;
  const registers = useQuery({
    ...read("GET /sites/:id/registers", {
      params: { id: site.id },
      query: { day: day || "2000-01-01", points: points.join(",") || "1" },
    }),
    enabled: asked,
  });
  if (!asked) return null;
  if (registers.data === undefined) return <Skeleton height={90} radius={8} />;
  return (
    <Stack gap="sm">
      <Text fw={600}>{t("leases.registers")}</Text>
      <Text size="sm" c="dimmed">
        {t(registers.data.registers.length === 0 ? "leases.noMeters" : "leases.registersHelp")}
      </Text>
      {error !== undefined && (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      )}
      {registers.data.registers.map((register) => (
        <RegisterField
          key={register.channelId}
          register={register}
          timeZone={site.timeZone}
          value={values[register.channelId] ?? ""}
          onChange={(value) => onChange({ ...values, [register.channelId]: value })}
        />
      ))}
    </Stack>
  );
}

function RegisterField({
  register,
  timeZone,
  value,
  onChange,
}: {
  register: RegistersAt["registers"][number];
  timeZone: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const { known, pointName, unit } = register;
  return (
    <TextInput
      label={pointName}
      inputMode="decimal"
      rightSection={unitSign(unit)}
      rightSectionWidth={60}
      value={known?.atMidnight ? formatDecimal(known.value) : value}
      readOnly={known?.atMidnight ?? false}
      variant={known?.atMidnight ? "filled" : "default"}
      onChange={(event) => onChange(event.currentTarget.value)}
      description={
        known?.atMidnight
          ? t("leases.registerKnown")
          : known
            ? t("leases.registerBefore", {
                value: `${formatDecimal(known.value)} ${unitSign(unit)}`,
                when: formatInstant(known.measuredAt, timeZone),
              })
            : t("leases.registerUnknown")
      }
    />
  );
}

/** What was written, as the interface takes it; what was left empty is left out. */
export function registersOf(values: WrittenRegisters): { channelId: number; value: string }[] {
  return Object.entries(values).flatMap(([channelId, value]) =>
    value.trim() === "" ? [] : [{ channelId: Number(channelId), value: readDecimal(value) }],
  );
}
