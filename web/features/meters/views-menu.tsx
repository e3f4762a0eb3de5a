import { Button, Menu } from "@mantine/core";
import { IconBookmark, IconDeviceFloppy, IconTrash, IconUsers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView } from "#api/contract/saved-views.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { offerUndo, sayFailed } from "#web/components/form/undo-toast.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { type MeterSearch, meterSearch } from "./meter-search.ts";
import { ViewDrawer } from "./view-drawer.tsx";

export interface ViewsMenuProps {
  readonly search: MeterSearch;
  readonly onChoose: (search: MeterSearch) => void;
}

/** The list of meters as it was kept under a name, by oneself or by others for all. */
export const ViewsMenu = memo(function ViewsMenu({ search, onChoose }: ViewsMenuProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [isSaving, setIsSaving] = useState(false);
  const views = useQuery(read("GET /meter-views"));
  const all = views.data?.views ?? [];
  const current = all.find((view) => isSame(meterSearch(view.search), search));
  const renew = () => client.invalidateQueries({ queryKey: ["GET /meter-views"] });
  const remove = useMutation({
    mutationFn: ({ id }: SavedView) => call("DELETE /meter-views/:id", { params: { id } }),
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess(_, { name, shared, search: kept }) {
      await renew();
      offerUndo({
        done: t("form.removed", { name }),
        async undo() {
          await call("POST /meter-views", { body: { name, shared, search: kept } });
          await renew();
        },
      });
    },
  });
  return (
    <>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark aria-hidden size={18} />}>
            {current?.name ?? t("meters.views")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onChoose({})}>{t("meters.viewOfAll")}</Menu.Item>
          {all.map((view) => (
            <Menu.Item
              key={view.id}
              aria-current={view === current}
              rightSection={view.shared && <IconUsers size={16} aria-label={t("meters.shared")} />}
              onClick={() => onChoose(meterSearch(view.search))}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconDeviceFloppy aria-hidden size={18} />}
            onClick={() => setIsSaving(true)}
          >
            {t("meters.saveView")}
          </Menu.Item>
          {current?.own && (
            <Menu.Item
              leftSection={<IconTrash aria-hidden size={18} />}
              onClick={() => remove.mutate(current)}
            >
              {t("meters.removeView", { name: current.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isSaving && (
        <ViewDrawer search={search} before={current} onClose={() => setIsSaving(false)} />
      )}
    </>
  );
});

function isSame(a: MeterSearch, b: MeterSearch): boolean {
  const fields = ["find", "commodity", "state", "sort", "columns"] as const;
  return fields.every((field) => a[field] === b[field]);
}
