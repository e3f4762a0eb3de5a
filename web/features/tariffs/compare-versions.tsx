import { SimpleGrid, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffDetails } from "#api/contract/tariffs.ts";
import { explainTariff } from "#domain/tariff/explain-tariff.ts";
import { explainedLanguage } from "#domain/tariff/explained-languages.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { formatDay } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { VersionSelect } from "./version-select.tsx";
import styles from "./tariffs.module.css";

type Version = TariffDetails["versions"][number];

/** Two versions in words, line by line: what only one of them says is marked. */
export function CompareVersions({ versions }: { versions: readonly Version[] }) {
  const { t, i18n } = useTranslation();
  const [left, setLeft] = useState(versions[1]?.id ?? 0);
  const [right, setRight] = useState(versions[0]?.id ?? 0);
  const wordsIn = (id: number) => {
    const document = parseTariff(versions.find((one) => one.id === id)?.document);
    if (!document.ok) return [];
    return explainTariff(document.value, explainedLanguage(i18n.language)).split("\n");
  };
  const sides = [
    { id: left, choose: setLeft, words: wordsIn(left), others: wordsIn(right), mark: "−" },
    { id: right, choose: setRight, words: wordsIn(right), others: wordsIn(left), mark: "+" },
  ];
  return (
    <Section title={t("tariffs.compare")}>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {sides.map(({ id, choose, words, others, mark }) => (
          <div key={mark}>
            <VersionSelect versions={versions} value={id} onChange={choose} />
            <div className={styles["words"]}>
              {words.map((line, n) => {
                const isOwn = line.trim() !== "" && !others.includes(line);
                return (
                  // Lines have no identity but their order.
                  // oxlint-disable-next-line react/no-array-index-key
                  <div key={n} className={isOwn ? styles["own"] : undefined}>
                    {isOwn ? `${mark} ${line}` : `  ${line}`}
                  </div>
                );
              })}
            </div>
          </div>
        ))}
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="sm">
        {t("tariffs.compareHelp", { day: formatDay(versions[0]?.effectiveFrom ?? "2000-01-01") })}
      </Text>
    </Section>
  );
}
