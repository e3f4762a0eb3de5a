import { Button, Group } from "@mantine/core";
import { IconListDetails, IconPlus, IconTableImport } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";

/** What can be done with meters as a whole. */
export const MeterActions = memo(function MeterActions({
  onOpen,
}: {
  onOpen: (what: "add" | "import") => void;
}) {
  const { t } = useTranslation();
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconListDetails aria-hidden size={18} />}
        renderRoot={(props) => <Link to="/meter-types" {...props} />}
      >
        {t("types.types")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTableImport aria-hidden size={18} />}
        onClick={() => onOpen("import")}
      >
        {t("meters.import")}
      </Button>
      <Button leftSection={<IconPlus aria-hidden size={18} />} onClick={() => onOpen("add")}>
        {t("meters.add")}
      </Button>
    </Group>
  );
});
