import {
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Tabs,
  Text,
  TextInput,
  VisuallyHidden,
} from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatParts } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import { freshId, labelIn, withLabel } from "./draft.ts";
import {
  addPeriod,
  clock,
  GRID_ROWS,
  paint,
  type PeriodGrid,
  removePeriod,
  withMinutes,
} from "./period-grid.ts";
import { SWATCHES } from "./swatches.ts";
import styles from "./tariffs.module.css";

export interface PeriodGridFieldProps {
  readonly grid: PeriodGrid;
  readonly language: string;
  readonly onChange: (grid: PeriodGrid) => void;
}

interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A week painted with periods: by dragging, by the keyboard, or by naming days and times. */
export function PeriodGridField({ grid, language, onChange }: PeriodGridFieldProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(1);
  const [shown, setShown] = useState(0);
  const period = Math.min(chosen, grid.periods.length - 1);
  const season = Math.min(shown, grid.seasons.length - 1);
  const nameOf = (n: number) =>
    labelIn(grid.periods[n]?.label, language) || grid.periods[n]?.id || "";
  const add = () => {
    const label = t("tariffs.newPeriod", { number: grid.periods.length + 1 });
    const ids = grid.periods.map(({ id }) => id);
    onChange(addPeriod(grid, { id: freshId("period", ids), label }));
    setChosen(grid.periods.length);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("tariffs.gridHelp")}
      </Text>
      <Group gap="xs">
        {grid.periods.map(({ id }, n) => (
          <Button
            key={id}
            variant={n === period ? "filled" : "default"}
            aria-pressed={n === period}
            leftSection={<span className={styles["swatch"]} style={SWATCHES[n % 6]} />}
            onClick={() => setChosen(n)}
          >
            {nameOf(n)}
          </Button>
        ))}
        <Button variant="subtle" leftSection={<IconPlus aria-hidden size={18} />} onClick={add}>
          {t("tariffs.addPeriod")}
        </Button>
      </Group>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t("tariffs.periodName")}
          value={nameOf(period)}
          onChange={({ currentTarget: { value } }) =>
            onChange({
              ...grid,
              periods: grid.periods.map((one, n) =>
                n === period
                  ? { ...one, label: withLabel(one.label, language, value) as string }
                  : one,
              ),
            })
          }
        />
        {grid.periods.length > 1 && (
          <Button
            variant="subtle"
            color="red"
            leftSection={<IconTrash aria-hidden size={18} />}
            onClick={() => onChange(removePeriod(grid, period))}
          >
            {t("tariffs.removePeriod", { name: nameOf(period) })}
          </Button>
        )}
      </Group>
      {grid.seasons.length > 1 && (
        <Tabs value={String(season)} onChange={(value) => setShown(Number(value))}>
          <Tabs.List>
            {grid.seasons.map(({ id, label }, n) => (
              <Tabs.Tab key={id} value={String(n)} mih={44}>
                {labelIn(label, language) || id}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      <Canvas grid={grid} season={season} period={period} nameOf={nameOf} onChange={onChange} />
      <Group gap="md" align="center">
        <SegmentedControl
          aria-label={t("tariffs.cells")}
          value={String(grid.minutes)}
          data={["60", "30", "15"].map((minutes) => ({
            value: minutes,
            label: t("tariffs.minutes", { minutes }),
          }))}
          onChange={(value) =>
            onChange(withMinutes(grid, value === "15" ? 15 : value === "30" ? 30 : 60))
          }
        />
        <Checkbox
          label={t("tariffs.holidayDays")}
          checked={grid.hasHolidays}
          onChange={({ currentTarget: { checked } }) => onChange({ ...grid, hasHolidays: checked })}
        />
      </Group>
      <ByTimes grid={grid} season={season} period={period} nameOf={nameOf} onChange={onChange} />
    </Stack>
  );
}

interface PaintingProps {
  readonly grid: PeriodGrid;
  readonly season: number;
  readonly period: number;
  readonly nameOf: (period: number) => string;
  readonly onChange: (grid: PeriodGrid) => void;
}

function rowName(row: number, style: "short" | "long"): string {
  // 1 January 2024 was a Monday.
  const day = new Date(Date.UTC(2024, 0, 1 + row)).toISOString();
  return formatParts(day, { timeZone: "UTC", weekday: style });
}

function Canvas({ grid, season, period, nameOf, onChange }: PaintingProps) {
  const { t } = useTranslation();
  const [cursor, setCursor] = useState<Cell>({ row: 0, column: 0 });
  const start = useRef<Cell>(undefined);
  const [preview, setPreview] = useState<{ readonly from: Cell; readonly to: Cell }>();
  const columns = 1440 / grid.minutes;
  const rows = grid.hasHolidays ? GRID_ROWS : GRID_ROWS - 1;
  const paintArea = (from: Cell, to: Cell) => {
    const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)];
    onChange(
      paint(
        grid,
        {
          season,
          rows: Array.from({ length: bottom - top + 1 }, (_, n) => top + n),
          fromColumn: Math.min(from.column, to.column),
          toColumn: Math.max(from.column, to.column) + 1,
        },
        period,
      ),
    );
  };
  const begin = (event: PointerEvent) => {
    const cell = cellAt(event);
    if (!cell) return;
    event.preventDefault();
    start.current = cell;
    setPreview({ from: cell, to: cell });
    setCursor(cell);
  };
  const move = (event: PointerEvent) => {
    const cell = start.current && cellAt(event);
    if (start.current && cell) setPreview({ from: start.current, to: cell });
  };
  const finish = () => {
    if (preview) paintArea(preview.from, preview.to);
    start.current = undefined;
    setPreview(undefined);
  };
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const step = steps[event.key];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      paintArea(cursor, cursor);
    }
    if (!step) return;
    event.preventDefault();
    const next = {
      row: Math.min(rows - 1, Math.max(0, cursor.row + step[0])),
      column: Math.min(columns - 1, Math.max(0, cursor.column + step[1])),
    };
    if (event.shiftKey) paintArea(cursor, next);
    setCursor(next);
    const selector = `[data-row="${next.row}"][data-column="${next.column}"]`;
    event.currentTarget.querySelector<HTMLElement>(selector)?.focus();
  };
  const isWithin = (row: number, column: number) =>
    preview !== undefined &&
    row >= Math.min(preview.from.row, preview.to.row) &&
    row <= Math.max(preview.from.row, preview.to.row) &&
    column >= Math.min(preview.from.column, preview.to.column) &&
    column <= Math.max(preview.from.column, preview.to.column);
  return (
    <div className={styles["scroller"]}>
      <div
        role="grid"
        aria-label={t("tariffs.grid")}
        className={styles["grid"]}
        style={{
          gridTemplateColumns: `44px repeat(${columns}, minmax(calc(var(--cell-scale, 1) * ${grid.minutes / 5}px), 1fr))`,
        }}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={finish}
        onPointerCancel={finish}
        onKeyDown={walk}
        onFocus={({ target }) => {
          const cell = cellOf(target);
          if (cell) setCursor(cell);
        }}
      >
        <div role="row" className={styles["line"]}>
          <span role="columnheader">
            <VisuallyHidden>{t("tariffs.day")}</VisuallyHidden>
          </span>
          {Array.from({ length: columns }, (_, column) => {
            const at = clock(column * grid.minutes);
            const isMarked = (column * grid.minutes) % 180 === 0;
            return (
              <span key={at} role="columnheader" className={styles["hour"]}>
                <VisuallyHidden>{at}</VisuallyHidden>
                <span aria-hidden>{isMarked ? (column * grid.minutes) / 60 : ""}</span>
              </span>
            );
          })}
        </div>
        {Array.from({ length: rows }, (_, row) => {
          const name = row < 7 ? rowName(row, "short") : t("tariffs.holidayShort");
          return (
            <div key={name} role="row" className={styles["line"]}>
              <span role="rowheader" className={styles["weekday"]}>
                {name}
              </span>
              {(grid.cells[season]?.[row] ?? []).map((cell, column) => {
                const value = isWithin(row, column) ? period : cell;
                const at = clock(column * grid.minutes);
                return (
                  <div
                    key={at}
                    role="gridcell"
                    data-row={row}
                    data-column={column}
                    tabIndex={cursor.row === row && cursor.column === column ? 0 : -1}
                    className={styles["cell"]}
                    style={SWATCHES[value % 6]}
                    aria-label={`${name} ${at} ${nameOf(value)}`}
                  >
                    {grid.minutes === 60 ? nameOf(value).slice(0, 1) : ""}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The cell under a finger or mouse, also while it is dragged over others. */
function cellAt({ clientX, clientY }: PointerEvent): Cell | undefined {
  return cellOf(document.elementFromPoint(clientX, clientY));
}

function cellOf(target: EventTarget | null): Cell | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-column]") : null;
  if (!element) return undefined;
  return { row: Number(element.dataset["row"]), column: Number(element.dataset["column"]) };
}

const ALL_DAYS = [0, 1, 2, 3, 4, 5, 6];

/** The same by naming days and times: without dragging, and to the minute of the grid. */
function ByTimes({ grid, season, period, nameOf, onChange }: PaintingProps) {
  const { t } = useTranslation();
  const [days, setDays] = useState("work");
  const [from, setFrom] = useState("07:00");
  const [to, setTo] = useState("20:00");
  const times = Array.from({ length: 1440 / grid.minutes + 1 }, (_, n) => clock(n * grid.minutes));
  const groups: Readonly<Record<string, readonly number[]>> = {
    all: ALL_DAYS,
    work: ALL_DAYS.slice(0, 5),
    weekend: [5, 6],
    holiday: [7],
  };
  const apply = () => {
    const fromColumn = times.indexOf(from);
    const toColumn = times.indexOf(to);
    if (fromColumn < 0 || toColumn <= fromColumn) return;
    const rows = groups[days] ?? [Number(days)];
    onChange(paint(grid, { season, rows, fromColumn, toColumn }, period));
  };
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t("tariffs.days")}
        w={200}
        allowDeselect={false}
        value={days}
        onChange={(value) => setDays(value ?? "work")}
        data={[
          { value: "all", label: t("tariffs.everyDay") },
          { value: "work", label: t("tariffs.workdays") },
          { value: "weekend", label: t("tariffs.weekend") },
          ...ALL_DAYS.map((row) => ({ value: String(row), label: rowName(row, "long") })),
          ...(grid.hasHolidays ? [{ value: "holiday", label: t("tariffs.holidayRow") }] : []),
        ]}
      />
      <Select
        label={t("tariffs.fromTime")}
        w={110}
        allowDeselect={false}
        searchable
        value={from}
        onChange={(value) => setFrom(value ?? from)}
        data={times.slice(0, -1)}
      />
      <Select
        label={t("tariffs.toTime")}
        w={110}
        allowDeselect={false}
        searchable
        value={to}
        onChange={(value) => setTo(value ?? to)}
        data={times.slice(1)}
      />
      <Button variant="default" onClick={apply}>
        {t("tariffs.setTo", { name: nameOf(period) })}
      </Button>
    </Group>
  );
}
