import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Line } from "#api/contract/lines.ts";
import { Age } from "#web/components/age.tsx";
import { Section } from "#web/components/section.tsx";
import { LineStateMark } from "#web/components/state-marks.tsx";
import styles from "./overview.module.css";

/** Every line with how many of its meters answer. */
export function LineSection({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t("lines.lines")}>
      {lines.length === 0 && <Text c="dimmed">{t("lines.none")}</Text>}
      <ul className={styles["lines"]}>
        {lines.map((line) => (
          <li key={line.id} data-line={line.id}>
            <div className={styles["lineWords"]}>
              <span className={styles["lineName"]}>{line.name}</span>
              <span className={styles["lineAddress"]}>
                {line.address} · <Age instant={line.lastGoodAt} />
              </span>
              <span className={styles["meterBar"]} aria-hidden>
                <span
                  style={{
                    width: `${line.meters === 0 ? 0 : (line.metersAnswering / line.meters) * 100}%`,
                  }}
                  data-state={line.state}
                />
              </span>
            </div>
            <div className={styles["lineState"]}>
              <LineStateMark state={line.state} />
              <span className="figures">
                {t("lines.answering", { answering: line.metersAnswering, count: line.meters })}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
