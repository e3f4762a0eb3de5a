import { useTranslation } from "react-i18next";
import type { Property } from "#api/contract/property.ts";
import { Select } from "#web/components/select.tsx";
import { pathOf } from "./space-tree.ts";

export interface SpaceSelectProps {
  readonly spaces: Property["spaces"];
  /** What the form keeps for it; "" where the point lies in no space. */
  readonly input: object;
  readonly onChange: (spaceId: string) => void;
}

/** Where a point lies: any space, by its path, or none. */
export function SpaceSelect({ spaces, input, onChange }: SpaceSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      label={t("property.liesIn")}
      placeholder={t("property.inNoSpace")}
      searchable
      clearable
      nothingFoundMessage={t("common.nothingFound")}
      data={spaces.map((space) => ({ value: String(space.id), label: pathOf(space, spaces) }))}
      {...input}
      onChange={(id) => onChange(id ?? "")}
    />
  );
}
