import { Button, Group, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export interface ChooseBarProps {
  readonly chosen: ReadonlySet<number>;
  /** The numbers of all meters that the list shows now. */
  readonly shown: readonly number[];
  readonly onChoose: (chosen: ReadonlySet<number>) => void;
  readonly onChange: () => void;
  readonly onEnd: () => void;
}

/** How many meters are chosen, and what can be done with them. */
export function ChooseBar({ chosen, shown, onChoose, onChange, onEnd }: ChooseBarProps) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" role="group" aria-label={t("meters.chooseSeveral")}>
      <Text fw={600} role="status">
        {t("meters.chosen", { count: chosen.size })}
      </Text>
      <Button variant="default" onClick={() => onChoose(new Set([...chosen, ...shown]))}>
        {t("meters.chooseShown", { count: shown.length })}
      </Button>
      <Button variant="default" onClick={() => onChoose(new Set())} disabled={chosen.size === 0}>
        {t("meters.chooseNone")}
      </Button>
      <Button
        leftSection={<IconPencil aria-hidden size={18} />}
        onClick={onChange}
        disabled={chosen.size === 0}
      >
        {t("meters.changeChosen", { count: chosen.size })}
      </Button>
      <Button variant="subtle" onClick={onEnd}>
        {t("meters.endChoosing")}
      </Button>
    </Group>
  );
}
