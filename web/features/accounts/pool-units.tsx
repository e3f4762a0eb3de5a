import { Checkbox, Group, Loader, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";

/** Who takes part in a cost, and with which share where it is divided by agreed ones. */
export interface PoolUnitsProps {
  /** Shares as they are written, by the units that take part. */
  readonly shares: ReadonlyMap<number, string>;
  /** Whether the shares count. */
  readonly byShares: boolean;
  readonly onChange: (shares: ReadonlyMap<number, string>) => void;
}

const SHARE_OF_ALL = "1";

export function PoolUnits({ shares, byShares, onChange }: PoolUnitsProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  if (!property.data) return <Loader aria-label={t("costs.takePart")} />;
  const units = property.data.spaces.filter(({ kind }) => kind === "unit");
  const set = (id: number, share: string | undefined) => {
    const changed = new Map(shares);
    if (share === undefined) changed.delete(id);
    else changed.set(id, share);
    onChange(changed);
  };
  return (
    <div role="group" aria-label={t("costs.takePart")}>
      <Text fw={500} mb={4}>
        {t("costs.takePart")}
      </Text>
      <ScrollArea.Autosize mah={240} type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={6}>
          {units.map(({ id, name }) => {
            const share = shares.get(id);
            return (
              <Group key={id} justify="space-between" wrap="nowrap" mih={44}>
                <Checkbox
                  label={name}
                  checked={share !== undefined}
                  onChange={(event) =>
                    set(id, event.currentTarget.checked ? SHARE_OF_ALL : undefined)
                  }
                />
                {byShares && share !== undefined && (
                  <TextInput
                    aria-label={t("costs.shareOf", { name })}
                    inputMode="decimal"
                    w={96}
                    value={share}
                    onChange={(event) => set(id, event.currentTarget.value)}
                  />
                )}
              </Group>
            );
          })}
        </Stack>
      </ScrollArea.Autosize>
    </div>
  );
}
