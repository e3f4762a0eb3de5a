import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatParts } from "#web/components/format.ts";
import { freshId, labelIn, withLabel } from "./draft.ts";
import { addSeason, paintMonth, type PeriodGrid, seasonOfMonth } from "./period-grid.ts";
import { SWATCHES } from "./swatches.ts";
import styles from "./tariffs.module.css";

export interface SeasonStripProps {
  readonly grid: PeriodGrid;
  readonly language: string;
  readonly onChange: (grid: PeriodGrid) => void;
}

const MONTHS = Array.from({ length: 12 }, (_, n) => n + 1);

/** The year as a strip of months: press a month to give it to the chosen season. */
export function SeasonStrip({ grid, language, onChange }: SeasonStripProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(0);
  const season = Math.min(chosen, grid.seasons.length - 1);
  const nameOf = (n: number) =>
    labelIn(grid.seasons[n]?.label, language) || grid.seasons[n]?.id || "";
  const isOne = grid.seasons.length === 1;
  const add = () => {
    const label = t("tariffs.newSeason");
    const ids = grid.seasons.map(({ id }) => id);
    const month = seasonOfMonth(grid, 6) === season ? 6 : 1;
    const wider = addSeason(grid, { id: freshId("season", ids), label }, month);
    onChange(wider);
    setChosen(wider.seasons.length - 1);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t(isOne ? "tariffs.oneSeason" : "tariffs.seasonsHelp")}
      </Text>
      <Group gap="xs">
        {!isOne &&
          grid.seasons.map(({ id }, n) => (
            <Button
              key={id}
              variant={n === season ? "filled" : "default"}
              aria-pressed={n === season}
              leftSection={<span className={styles["swatch"]} style={SWATCHES[n % 6]} />}
              onClick={() => setChosen(n)}
            >
              {nameOf(n)}
            </Button>
          ))}
        <Button variant="subtle" leftSection={<IconPlus aria-hidden size={18} />} onClick={add}>
          {t("tariffs.addSeason")}
        </Button>
      </Group>
      {!isOne && (
        <>
          <div className={styles["year"]} role="group" aria-label={t("tariffs.year")}>
            {MONTHS.map((month) => {
              const owner = seasonOfMonth(grid, month);
              const instant = new Date(Date.UTC(2024, month - 1, 15)).toISOString();
              const name = formatParts(instant, { timeZone: "UTC", month: "short" });
              return (
                <ActionIcon
                  key={month}
                  variant="transparent"
                  className={styles["month"] ?? ""}
                  style={SWATCHES[owner % 6]}
                  aria-label={t("tariffs.monthIn", { month: name, season: nameOf(owner) })}
                  onClick={() => onChange(paintMonth(grid, month, season))}
                >
                  {name}
                </ActionIcon>
              );
            })}
          </div>
          <TextInput
            label={t("tariffs.seasonName")}
            value={nameOf(season)}
            onChange={({ currentTarget: { value } }) =>
              onChange({
                ...grid,
                seasons: grid.seasons.map((one, n) =>
                  n === season
                    ? { ...one, label: withLabel(one.label, language, value) as string }
                    : one,
                ),
              })
            }
          />
        </>
      )}
    </Stack>
  );
}
