import { SimpleGrid, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportPreview, ImportRequest } from "#api/contract/imports.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Select } from "#web/components/select.tsx";
import styles from "./column-choice.module.css";
import { guessColumns } from "./guess-columns.ts";

export type Choice = Pick<
  ImportRequest,
  "columns" | "pointId" | "values" | "timeZone" | "dates" | "decimals"
>;

const VALUES = ["registers", "intervals"] as const;
const DATES = ["iso", "day-first", "month-first"] as const;

/** What each column of a file holds, beside its first rows; tells when enough has been chosen. */
export function ColumnChoice({
  preview,
  onChoose,
}: {
  preview: ImportPreview;
  onChoose: (choice: Choice | undefined) => void;
}) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const guess = guessColumns(preview.rows.map(({ cells }) => cells));
  const [time, setTime] = useState<string | null>(text(guess.time));
  const [value, setValue] = useState<string | null>(text(guess.value));
  const [name, setName] = useState<string | null>(text(guess.point));
  const [pointId, setPointId] = useState<string | null>(null);
  const [values, setValues] = useState<(typeof VALUES)[number]>("registers");
  const [dates, setDates] = useState<(typeof DATES)[number]>(guess.dates);
  const [decimals, setDecimals] = useState<"." | ",">(guess.decimals);
  const [timeZone, setTimeZone] = useState(site.timeZone);
  const meters = useQuery(read("GET /meters", { query: {} }));
  const points = (meters.data?.meters ?? []).flatMap(({ point }) => point ?? []);
  useEffect(() => {
    const isChosen = time !== null && value !== null && (name !== null || pointId !== null);
    onChoose(
      isChosen
        ? {
            columns: {
              time: Number(time),
              value: Number(value),
              ...(name !== null && { point: Number(name) }),
            },
            ...(name === null && pointId !== null && { pointId: Number(pointId) }),
            values,
            timeZone,
            dates,
            decimals,
          }
        : undefined,
    );
  }, [time, value, name, pointId, values, timeZone, dates, decimals, onChoose]);
  const width = Math.max(...preview.rows.map(({ cells }) => cells.length), 1);
  const columns = Array.from({ length: width }, (_, n) => ({
    value: String(n + 1),
    label: t("imports.column", { n: n + 1, first: preview.rows[0]?.cells[n] ?? "" }),
  }));
  return (
    <>
      <Text fw={600}>{t("imports.preview")}</Text>
      <div className={styles["table"]} role="region" aria-label={t("imports.preview")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.value} scope="col">
                  {column.value}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="figures">
            {preview.rows.map(({ line, cells }) => (
              <tr key={line}>
                {columns.map((column, n) => (
                  <td key={column.value}>{cells[n] ?? ""}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Select label={t("imports.time")} data={columns} value={time} onChange={setTime} />
        <Select label={t("imports.value")} data={columns} value={value} onChange={setValue} />
        <Select
          label={t("imports.name")}
          description={t("imports.nameHelp")}
          placeholder={t("imports.noName")}
          clearable
          data={columns}
          value={name}
          onChange={setName}
        />
        {name === null && (
          <Select
            label={t("imports.point")}
            searchable
            data={points.map((point) => ({ value: String(point.id), label: point.name }))}
            value={pointId}
            onChange={setPointId}
          />
        )}
        <Select
          label={t("imports.valuesName")}
          allowDeselect={false}
          data={VALUES.map((one) => ({ value: one, label: t(`imports.values.${one}`) }))}
          value={values}
          onChange={(one) => setValues(one === "intervals" ? "intervals" : "registers")}
        />
        <TextInput
          label={t("imports.zone")}
          value={timeZone}
          onChange={(event) => setTimeZone(event.currentTarget.value)}
        />
        <Select
          label={t("imports.datesName")}
          allowDeselect={false}
          data={DATES.map((one) => ({ value: one, label: t(`imports.dates.${one}`) }))}
          value={dates}
          onChange={(one) => setDates(DATES.find((known) => known === one) ?? "iso")}
        />
        <Select
          label={t("imports.decimals")}
          allowDeselect={false}
          data={["1234.5", "1234,5"].map((label) => ({ value: label.slice(4, 5), label }))}
          value={decimals}
          onChange={(one) => setDecimals(one === "," ? "," : ".")}
        />
      </SimpleGrid>
    </>
  );
}

function text(column: number | undefined): string | null {
  return column === undefined ? null : String(column);
}
