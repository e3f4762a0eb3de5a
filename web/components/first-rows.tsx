import { Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPrinting } from "./printing.ts";
import type { RowsProps } from "./row-columns.ts";
import { Rows } from "./rows.tsx";

/** As many as a phone shows without getting lost. */
const AT_FIRST = 6;

/** A list among others on a page: its first rows; all of them on request and on paper. */
export function FirstRows<Row>({ rows, ...list }: RowsProps<Row>) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const isPrinting = useIsPrinting();
  const isCut = !showsAll && !isPrinting && rows.length > AT_FIRST;
  return (
    <>
      <Rows {...list} rows={isCut ? rows.slice(0, AT_FIRST) : rows} />
      {isCut && (
        <Button
          variant="subtle"
          mt="xs"
          leftSection={<IconChevronDown aria-hidden size={18} />}
          onClick={() => setShowsAll(true)}
        >
          {t("rows.showAll", { count: rows.length })}
        </Button>
      )}
    </>
  );
}
