import { ActionIcon, Button, Checkbox, Group, NumberInput, TextInput } from "@mantine/core";
import { IconCopy, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MeterProtocol } from "#domain/metering/meter-model.ts";
import { QUANTITIES } from "#domain/metering/quantity.ts";
import { formatDecimal, unitSign } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import type en from "#web/i18n/en.json";
import { useQuantityName } from "#web/features/meters/quantity-name.ts";
import { type Document, newRegister } from "./new-type.ts";
import { changed, fieldsOf, following, type RegisterField } from "./register-fields.ts";
import styles from "./register-rows.module.css";

/** What a register showed when the type was tried. */
export interface TriedValue {
  readonly value: string | null;
  readonly unit: string;
}

export interface RegisterRowsProps {
  readonly protocol: MeterProtocol;
  readonly registers: readonly Document[];
  readonly isReadOnly: boolean;
  /** By quantity; empty until the type was tried. */
  readonly tried: ReadonlyMap<string, TriedValue>;
  /** By place: `registers[2].unit`. */
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (registers: readonly Document[]) => void;
}

/** The registers of a type, a row each: what it shows, where it stands, how its words are read. */
export function RegisterRows(props: RegisterRowsProps) {
  const { protocol, registers, isReadOnly, onChange } = props;
  const { t } = useTranslation();
  const put = (n: number, ...instead: readonly Document[]) =>
    onChange([...registers.slice(0, n), ...instead, ...registers.slice(n + 1)]);
  return (
    <>
      <ol className={styles["registers"]} aria-label={t("types.registers")}>
        {registers.map((register, n) => (
          // Rows have no name of their own: two may show the same quantity while they are written.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={n} className={styles["register"]}>
            <RegisterRow {...props} n={n} register={register} put={put} />
          </li>
        ))}
      </ol>
      {!isReadOnly && (
        <Group>
          <Button
            variant="light"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() =>
              onChange([
                ...registers,
                registers.length === 0
                  ? newRegister(protocol)
                  : following(registers.at(-1) ?? newRegister(protocol)),
              ])
            }
          >
            {t("types.addRegister")}
          </Button>
        </Group>
      )}
    </>
  );
}

interface RowProps extends RegisterRowsProps {
  readonly n: number;
  readonly register: Document;
  readonly put: (n: number, ...instead: readonly Document[]) => void;
}

function RegisterRow({ protocol, isReadOnly, tried, faults, n, register, put }: RowProps) {
  const { t } = useTranslation();
  const quantityName = useQuantityName();
  const quantity = String(register["quantity"] ?? "");
  const read = tried.get(quantity);
  const set = (key: string, value: unknown) => put(n, changed(register, key, value));
  const faultAt = (key: string) => faults.get(`registers[${n}].${key}`);
  return (
    <>
      <div className={styles["head"]}>
        <Select
          className={styles["quantity"] ?? ""}
          aria-label={t("types.register.quantity")}
          searchable
          allowDeselect={false}
          readOnly={isReadOnly}
          value={quantity}
          error={faultAt("quantity")}
          data={choicesOf(quantity).map((value) => ({ value, label: quantityName(value) }))}
          onChange={(value) => set("quantity", value ?? "")}
        />
        {/* Every digit: it is compared with the meter's display. */}
        {read && (
          <strong className={styles["reads"]}>
            {read.value === null
              ? t("lines.noValue")
              : `${formatDecimal(read.value)} ${unitSign(read.unit)}`}
          </strong>
        )}
        {!isReadOnly && (
          <Group gap={4}>
            <ActionIcon
              variant="subtle"
              size={44}
              aria-label={t("types.copyRegister")}
              onClick={() => put(n, register, following(register))}
            >
              <IconCopy aria-hidden size={18} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="red"
              size={44}
              aria-label={t("types.removeRegister")}
              onClick={() => put(n)}
            >
              <IconTrash aria-hidden size={18} />
            </ActionIcon>
          </Group>
        )}
      </div>
      <div className={styles["fields"]}>
        {fieldsOf(protocol, register).map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={register[field.key]}
            isReadOnly={isReadOnly}
            error={faultAt(field.key)}
            onChange={(value) => set(field.key, value)}
          />
        ))}
      </div>
    </>
  );
}

/** A quantity that is none of ours yet stays as it was written. */
function choicesOf(quantity: string): readonly string[] {
  return QUANTITIES.includes(quantity) || quantity === "" ? QUANTITIES : [quantity, ...QUANTITIES];
}

interface FieldInputProps {
  readonly field: RegisterField;
  readonly value: unknown;
  readonly isReadOnly: boolean;
  readonly error: string | undefined;
  readonly onChange: (value: unknown) => void;
}

function FieldInput({ field, value, isReadOnly, error, onChange }: FieldInputProps) {
  const { t, i18n } = useTranslation();
  const { key, kind } = field;
  const label = t(`types.register.${key}`);
  const common = { label, readOnly: isReadOnly, error };
  switch (kind) {
    case "flag":
      return (
        <Checkbox
          mt={30}
          label={label}
          disabled={isReadOnly}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked ? true : undefined)}
        />
      );
    case "choice":
      return (
        <Select
          {...common}
          allowDeselect={false}
          value={String(value ?? field.choices[0])}
          data={field.choices.map((one) => ({ value: one, label: choiceOf(one) }))}
          onChange={(chosen) => onChange(chosen ?? undefined)}
        />
      );
    case "number":
    case "optional-number":
      return (
        <NumberInput
          {...common}
          hideControls
          allowDecimal={false}
          value={typeof value === "number" ? value : ""}
          onChange={(given) =>
            onChange(given === "" && kind === "optional-number" ? undefined : Number(given))
          }
        />
      );
    case "text":
      return (
        <TextInput
          {...common}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }

  function choiceOf(one: string): string {
    const words = `${key} ${one}`;
    if (isKnown(words)) return t(`types.choice.${words}`);
    return one === "" ? t("types.noUnit") : one;
  }

  function isKnown(words: string): words is keyof typeof en.types.choice {
    return i18n.exists(`types.choice.${words}`);
  }
}
