import { Button, TagsInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterChangeOnWire, MeterChanges } from "#api/contract/meter-changes.ts";
import type { MeterSummary } from "#api/contract/meters.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";
import { Select } from "#web/components/select.tsx";
import { pathOf } from "#web/features/property/space-tree.ts";
import { BulkPreview } from "./bulk-preview.tsx";
import { TypeSelect } from "./type-select.tsx";

export interface BulkDrawerProps {
  readonly meters: readonly MeterSummary[];
  readonly onLeaveOut: (ids: readonly number[]) => void;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const MINUTES = [1, 5, 15, 30, 60] as const;
/** A choice that says: none. What stays as it is, is not chosen at all. */
const NONE = "none";
const AS_IT_WAS = {
  lineId: "",
  modelId: "",
  spaceId: "",
  intervalMinutes: "",
  addedTags: [] as string[],
  removedTags: [] as string[],
};
type Values = typeof AS_IT_WAS;

/** Changes many meters at once: first it is shown what that comes to for each, then it is done. */
export function BulkDrawer({ meters, onLeaveOut, onClose, onDone }: BulkDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const lines = useQuery(read("GET /lines"));
  const models = useQuery(read("GET /meter-models"));
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const [seen, setSeen] = useState<{ readonly asked: string; readonly found: MeterChanges }>();
  const renew = () => client.invalidateQueries({ queryKey: ["GET /meters"] });
  const entry = useEntry<Values, MeterChanges>({
    initialValues: AS_IT_WAS,
    send: (given) => {
      const changes = changesOf(meters, given);
      const action = isReady(given) ? "change" : "look";
      return call("POST /meters/changes", { body: { action, changes } });
    },
    renews: ["GET /meters", "GET /lines", "GET /sites/:id/property"],
    onSaved: (found, given) => {
      if (!found.isDone) {
        setSeen({ asked: askedOf(meters, given), found });
        return;
      }
      offerUndo({
        done: t("meters.changedCount", { count: found.undo.length }),
        async undo() {
          await call("POST /meters/changes", { body: { action: "change", changes: found.undo } });
          await renew();
        },
      });
      onDone();
    },
  });
  const { form } = entry;
  const values = form.getValues();
  const shown = seen?.asked === askedOf(meters, values) ? seen.found : undefined;
  const isReady = (given: Values) =>
    seen?.asked === askedOf(meters, given) &&
    seen.found.undo.length > 0 &&
    seen.found.rows.every(({ faults }) => faults.length === 0);
  const wrong = shown?.rows.filter(({ faults }) => faults.length > 0) ?? [];
  const knownTags = [...new Set(meters.flatMap(({ tags }) => tags))].toSorted();
  return (
    <EntryDrawer
      title={t("meters.changeChosen", { count: meters.length })}
      help={t("meters.changeHelp")}
      entry={entry}
      saveWord={
        isReady(values)
          ? t("meters.changeNow", { count: shown?.undo.length ?? 0 })
          : t("meters.lookFirst")
      }
      size={640}
      onClose={onClose}
    >
      <Select
        label={t("meters.line")}
        placeholder={t("meters.asItIs")}
        clearable
        data={[
          { value: NONE, label: t("meters.onNoLine") },
          ...(lines.data?.lines ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        {...form.getInputProps("lineId")}
        value={values.lineId || null}
        onChange={(value) => form.setFieldValue("lineId", value ?? "")}
      />
      <TypeSelect
        models={models.data?.meterModels ?? []}
        value={values.modelId}
        onChange={(chosen) => form.setFieldValue("modelId", chosen?.id ?? "")}
      />
      <Select
        label={t("property.liesIn")}
        placeholder={t("meters.asItIs")}
        searchable
        clearable
        data={[
          { value: NONE, label: t("property.inNoSpace") },
          ...(property.data?.spaces ?? []).map((space) => ({
            value: String(space.id),
            label: pathOf(space, property.data?.spaces ?? []),
          })),
        ]}
        {...form.getInputProps("spaceId")}
        value={values.spaceId || null}
        onChange={(value) => form.setFieldValue("spaceId", value ?? "")}
      />
      <Select
        label={t("meters.interval")}
        placeholder={t("meters.asItIs")}
        clearable
        data={MINUTES.map((count) => ({
          value: String(count),
          label: t("meters.minutes", { count }),
        }))}
        {...form.getInputProps("intervalMinutes")}
        value={values.intervalMinutes || null}
        onChange={(value) => form.setFieldValue("intervalMinutes", value ?? "")}
      />
      <TagsInput
        label={t("meters.addTags")}
        description={t("meters.tagsHelp")}
        data={knownTags}
        {...form.getInputProps("addedTags")}
      />
      {knownTags.length > 0 && (
        <TagsInput
          label={t("meters.removeTags")}
          data={knownTags}
          {...form.getInputProps("removedTags")}
        />
      )}
      {shown && <BulkPreview found={shown} />}
      {wrong.length > 0 && wrong.length < meters.length && (
        <Button variant="light" onClick={() => onLeaveOut(wrong.map(({ meterId }) => meterId))}>
          {t("meters.leaveOut", { count: wrong.length })}
        </Button>
      )}
    </EntryDrawer>
  );
}

/** What was asked, as a text: a preview stands for it, and for no other. */
function askedOf(meters: readonly MeterSummary[], given: Values): string {
  return JSON.stringify(changesOf(meters, given));
}

function numberOf(text: string): number | null {
  return text === NONE ? null : Number(text);
}

function changesOf(meters: readonly MeterSummary[], given: Values): MeterChangeOnWire[] {
  const intervalMinutes = MINUTES.find((one) => String(one) === given.intervalMinutes);
  const changesTags = given.addedTags.length + given.removedTags.length > 0;
  return meters.map(({ id, tags }) => ({
    meterId: id,
    ...(given.lineId !== "" && { lineId: numberOf(given.lineId) }),
    ...(given.modelId !== "" && { modelId: given.modelId }),
    ...(given.spaceId !== "" && { spaceId: numberOf(given.spaceId) }),
    ...(intervalMinutes && { intervalMinutes }),
    ...(changesTags && {
      tags: [...new Set([...tags, ...given.addedTags])].filter(
        (tag) => !given.removedTags.includes(tag),
      ),
    }),
  }));
}
