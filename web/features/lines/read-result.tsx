import { Alert, Code, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { LineCommand } from "#api/contract/lines.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatQuantity } from "#web/components/format.ts";
import { useQuantityName } from "#web/features/meters/quantity-name.ts";
import { useLineErrorText } from "./line-error-text.ts";
import styles from "./lines.module.css";

/** What a meter answered: values, bytes, or in plain words why not. */
export function ReadResult({ command }: { command: LineCommand }) {
  const { t } = useTranslation();
  const quantityName = useQuantityName();
  const errorText = useLineErrorText();
  const { values, wire, hints, error, latencyMs } = command;
  return (
    <Stack gap="sm" aria-live="polite">
      {error && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={errorText.title(error)}>
          {errorText.help(error)}
          <Text size="sm" c="dimmed" mt={4}>
            {error.message}
          </Text>
        </Alert>
      )}
      {values.length > 0 && (
        <Alert
          color="teal"
          icon={<IconCircleCheck aria-hidden />}
          title={t("lines.answeredIn", { ms: latencyMs ?? 0 })}
        >
          <Facts
            facts={values.map(({ quantity, value, unit }) => [
              quantityName(quantity),
              value === null ? t("lines.noValue") : formatQuantity(value, unit),
            ])}
          />
        </Alert>
      )}
      {hints.map((hint) => (
        <Alert
          key={hint.quantity}
          color="yellow"
          icon={<IconBulb aria-hidden />}
          title={t("lines.hint", { quantity: quantityName(hint.quantity), shown: hint.shown })}
        >
          {t(`lines.hintOf.${hint.change}`, { to: hint.to, would: hint.would })}
        </Alert>
      ))}
      {wire.length > 0 && (
        <details>
          <summary className={styles["summary"]}>{t("lines.bytes")}</summary>
          <ol className={styles["wire"]}>
            {wire.map(({ direction, hex, atMs }) => (
              <li key={`${direction} ${atMs} ${hex}`}>
                <span>
                  {t("lines.wireAt", { direction: t(`lines.direction.${direction}`), ms: atMs })}
                </span>
                <Code>{hex.replace(/../g, "$& ").trim()}</Code>
              </li>
            ))}
          </ol>
        </details>
      )}
    </Stack>
  );
}
