import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconDeviceFloppy, IconDownload, IconLock, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffDetails } from "#api/contract/tariffs.ts";
import { call, CallError } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { todayAt } from "#web/components/days.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { sayDone, sayFailed } from "#web/components/form/undo-toast.tsx";
import { formatDay } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { CompareVersions } from "./compare-versions.tsx";
import { type Draft, draftOf } from "./draft.ts";
import { TariffEditor } from "./tariff-editor.tsx";
import { WhatIfSection } from "./what-if-section.tsx";

const route = getRouteApi("/tariffs/$tariffId");

/** One tariff: its versions, the editor, what another version would mean for everyone. */
export function TariffPage() {
  const { tariffId } = route.useParams();
  const tariff = useQuery(read("GET /tariffs/:id", { params: { id: tariffId } }));
  return (
    <Answered query={tariff} height={720}>
      {(data) => <TariffContent key={data.id} tariff={data} />}
    </Answered>
  );
}

/** A new version is of no row yet. */
const NEW = 0;

type Version = TariffDetails["versions"][number];

function TariffContent({ tariff }: { tariff: TariffDetails }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const today = todayAt(site.timeZone);
  const current = tariff.versions.find(({ effectiveFrom }) => effectiveFrom <= today);
  const [chosen, setChosen] = useState((current ?? tariff.versions[0])?.id ?? NEW);
  const version = tariff.versions.find(({ id }) => id === chosen);
  const model = version ?? current ?? tariff.versions[0];
  return (
    <Page
      back={{ to: "/tariffs", name: t("nav.tariffs") }}
      title={tariff.name}
      hint={t("tariffs.hint", {
        count: tariff.points,
        commodity: t(`commodity.${tariff.commodity}`),
      })}
      actions={<RemoveTariff tariff={tariff} />}
    >
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <Select
            label={t("tariffs.version")}
            allowDeselect={false}
            value={String(chosen)}
            onChange={(value) => setChosen(Number(value))}
            data={[
              ...(chosen === NEW ? [{ value: String(NEW), label: t("tariffs.newVersion") }] : []),
              ...tariff.versions.map(({ id, effectiveFrom }) => ({
                value: String(id),
                label: t("tariffs.versionFrom", { day: formatDay(effectiveFrom) }),
              })),
            ]}
          />
          {mayCorrectMoney(user) && chosen !== NEW && (
            <Button
              variant="default"
              leftSection={<IconPlus aria-hidden size={18} />}
              onClick={() => setChosen(NEW)}
            >
              {t("tariffs.newVersion")}
            </Button>
          )}
          {version?.frozenAt && (
            <Mark tone="neutral" icon={<IconLock aria-hidden />}>
              {t("tariffs.frozen")}
            </Mark>
          )}
        </Group>
        <VersionEditor
          key={chosen}
          tariff={tariff}
          version={version}
          model={model}
          onSaved={setChosen}
        />
        {tariff.versions.length > 1 && <CompareVersions versions={tariff.versions} />}
      </Stack>
    </Page>
  );
}

function VersionEditor({
  tariff,
  version,
  model,
  onSaved,
}: {
  tariff: TariffDetails;
  /** Undefined: a new one, */
  version: Version | undefined;
  /** which begins as a copy of this. */
  model: Version | undefined;
  onSaved: (versionId: number) => void;
}) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [draft, setDraft] = useState<Draft | undefined>(() => draftOf(model?.document));
  const [from, setFrom] = useState(version?.effectiveFrom ?? firstOfNextMonth(site.timeZone));
  const fixed = version?.frozenAt != null || !mayCorrectMoney(user);
  const save = useMutation({
    mutationFn: async () => {
      const body = { effectiveFrom: from, document: { ...draft } };
      return version
        ? call("PATCH /tariff-versions/:id", { params: { id: version.id }, body })
        : call("POST /tariffs/:id/versions", { params: { id: tariff.id }, body });
    },
    onError: (error) => {
      const [fault] = error instanceof CallError ? error.faults : [];
      sayFailed(fault ? wordsOf(fault) : errorText(error));
    },
    async onSuccess({ id }) {
      await client.invalidateQueries({ queryKey: ["GET /tariffs"] });
      await client.invalidateQueries({ queryKey: ["GET /tariffs/:id"] });
      sayDone(t("settings.saved"));
      onSaved(id);
    },
  });
  if (!draft) return <Text c="dimmed">{t("tariffs.notADocument")}</Text>;
  return (
    <>
      <TariffEditor
        draft={draft}
        fixed={fixed}
        onChange={(change) => setDraft((before) => before && change(before))}
        renderHead={(isValid) => (
          <Section title={t(fixed ? "tariffs.shown" : "tariffs.saving")}>
            <Group align="flex-end" gap="sm">
              <TextInput
                label={t("tariffs.effectiveFrom")}
                type="date"
                disabled={fixed}
                value={from}
                onChange={(event) => setFrom(event.currentTarget.value)}
              />
              {!fixed && (
                <Button
                  leftSection={<IconDeviceFloppy aria-hidden size={18} />}
                  disabled={!isValid || from === ""}
                  loading={save.isPending}
                  onClick={() => save.mutate()}
                >
                  {t("common.save")}
                </Button>
              )}
              <ExportButton draft={draft} name={tariff.name} />
              {version && !fixed && tariff.versions.length > 1 && (
                <RemoveVersion tariff={tariff} version={version} onRemoved={onSaved} />
              )}
            </Group>
            <Text size="sm" c="dimmed" mt="xs">
              {t(fixed ? "tariffs.frozenHelp" : "tariffs.savingHelp")}
            </Text>
          </Section>
        )}
      />
      <WhatIfSection tariffId={tariff.id} draft={draft} />
    </>
  );
}

function firstOfNextMonth(timeZone: string): string {
  const [year = 0, month = 1] = todayAt(timeZone).split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

function ExportButton({ draft, name }: { draft: Draft; name: string }) {
  const { t } = useTranslation();
  const save = () => {
    const url = URL.createObjectURL(
      new Blob([JSON.stringify(draft, undefined, 2)], { type: "application/json" }),
    );
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button variant="default" leftSection={<IconDownload aria-hidden size={18} />} onClick={save}>
      {t("tariffs.export")}
    </Button>
  );
}

function RemoveVersion({
  tariff,
  version,
  onRemoved,
}: {
  tariff: TariffDetails;
  version: Version;
  onRemoved: (next: number) => void;
}) {
  const { t } = useTranslation();
  const { id, effectiveFrom, document } = version;
  const next = tariff.versions.find((other) => other.id !== id)?.id ?? NEW;
  return (
    <RemoveButton
      name={t("tariffs.versionFrom", { day: formatDay(effectiveFrom) })}
      remove={() => call("DELETE /tariff-versions/:id", { params: { id } })}
      restore={() =>
        call("POST /tariffs/:id/versions", {
          params: { id: tariff.id },
          body: { effectiveFrom, document: { ...Object(document) } },
        })
      }
      renews={["GET /tariffs", "GET /tariffs/:id"]}
      onRemoved={() => onRemoved(next)}
    />
  );
}

/** Only a tariff that nobody has can go: then the whole of it. */
function RemoveTariff({ tariff }: { tariff: TariffDetails }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const remove = useMutation({
    mutationFn: () => call("DELETE /tariffs/:id", { params: { id: tariff.id } }),
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess() {
      await navigate({ to: "/tariffs" });
      await client.invalidateQueries({ queryKey: ["GET /tariffs"] });
      sayDone(t("form.removed", { name: tariff.name }));
    },
  });
  const isUsed = tariff.points > 0 || tariff.versions.some(({ frozenAt }) => frozenAt !== null);
  if (!mayCorrectMoney(user) || isUsed) return null;
  return (
    <Button
      variant="subtle"
      color="red"
      leftSection={<IconTrash aria-hidden size={18} />}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      {t("common.remove")}
    </Button>
  );
}
