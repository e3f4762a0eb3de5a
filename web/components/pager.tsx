import { Pagination } from "@mantine/core";
import { useTranslation } from "react-i18next";

export interface PagerProps {
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly onChange: (page: number) => void;
}

/** The pages of a long list; nothing when there is one. */
export function Pager({ page, pageSize, total, onChange }: PagerProps) {
  const { t } = useTranslation();
  const pages = Math.ceil(total / pageSize);
  if (pages <= 1) return null;
  return (
    <Pagination
      my="md"
      size="lg"
      siblings={0}
      total={pages}
      value={page}
      onChange={onChange}
      aria-label={t("common.pages")}
      getControlProps={(control) => ({ "aria-label": t(`common.page.${control}`) })}
      getItemProps={(number) => ({ "aria-label": t("common.pageNumber", { number }) })}
    />
  );
}
