import { Checkbox, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SavedView } from "#api/contract/saved-views.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import type { MeterSearch } from "./meter-search.ts";

export interface ViewDrawerProps {
  readonly search: MeterSearch;
  /** The view that the list shows now, whose name is proposed. */
  readonly before: SavedView | undefined;
  readonly onClose: () => void;
}

/** Keeps the list of meters as it is shown now under a name. */
export function ViewDrawer({ search, before, onClose }: ViewDrawerProps) {
  const { t } = useTranslation();
  const rules = useRules();
  const entry = useEntry({
    initialValues: { name: before?.own ? before.name : "", shared: before?.shared ?? false },
    rules: { name: rules.wanted },
    send: (view) => call("POST /meter-views", { body: { ...view, search: { ...search } } }),
    renews: ["GET /meter-views"],
    onSaved: (_, { name }) => {
      sayDone(t("meters.viewSaved", { name }));
      onClose();
    },
  });
  return (
    <EntryDrawer
      title={t("meters.saveView")}
      help={t("meters.saveViewHelp")}
      entry={entry}
      onClose={onClose}
    >
      <TextInput
        label={t("meters.viewName")}
        description={t("meters.viewNameHelp")}
        data-autofocus
        {...entry.form.getInputProps("name")}
      />
      <Checkbox
        label={t("meters.share")}
        description={t("meters.shareHelp")}
        {...entry.form.getInputProps("shared", { type: "checkbox" })}
      />
    </EntryDrawer>
  );
}
