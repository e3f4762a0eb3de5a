import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LiveValue } from "#api/contract/meters.ts";
import { formatDecimal, unitSign } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import { Section } from "#web/components/section.tsx";
import styles from "./meter-page.module.css";
import { useQuantityName } from "./quantity-name.ts";

/** Everything that the meter showed last. */
export function LiveValues({ values }: { values: readonly LiveValue[] }) {
  const { t } = useTranslation();
  const quantityName = useQuantityName();
  return (
    <Section title={t("meters.liveValues")}>
      {values.length === 0 ? (
        <Text c="dimmed">{t("meters.noLiveValues")}</Text>
      ) : (
        <dl className={styles["liveValues"]}>
          {values.map(({ quantity, value, unit }) => (
            <div key={quantity} className={styles["liveValue"]}>
              <dt>{quantityName(quantity)}</dt>
              <dd>
                <LiveFigure text={`${formatDecimal(value)} ${unitSign(unit)}`} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
