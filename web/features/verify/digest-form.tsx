import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useErrorText } from "#web/components/states.tsx";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Verdict } from "./verdict.tsx";

const route = getRouteApi("/verify");

/** Asks by the number and the digest that stand on a bill; its code fills both in. */
export function DigestForm() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const given = route.useSearch();
  const [number, setNumber] = useState(given.number ?? "");
  const [sha256, setSha256] = useState(given.sha256 ?? "");
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (asked: { readonly number: string; readonly sha256: string }) =>
      call("GET /verification", {
        query: { sha256: asked.sha256, ...(asked.number !== "" && { number: asked.number }) },
      }),
  });
  useEffect(() => {
    if (given.sha256 !== undefined) mutate({ number: given.number ?? "", sha256: given.sha256 });
  }, [given.number, given.sha256, mutate]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        mutate({ number: number.trim(), sha256: sha256.replaceAll(/\s/g, "") });
      }}
    >
      <Stack gap="sm" className="surface" p="lg">
        <TextInput
          label={t("verify.number")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <TextInput
          label={t("verify.sha256")}
          description={t("verify.sha256Help")}
          value={sha256}
          onChange={(event) => setSha256(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={isPending} disabled={sha256.trim() === ""}>
          {t("verify.ask")}
        </Button>
        <div aria-live="polite">
          {error && (
            <Verdict good={false} title={t("verify.unreadable")}>
              {errorText(error)}
            </Verdict>
          )}
          {data?.document && (
            <Verdict good title={t("verify.issuedHere", { number: data.document.number })}>
              {t("verify.compare", {
                issuer: data.document.issuer,
                day: formatDay(data.document.issuedOn),
                total: formatMoney(data.document.totalMinor, data.document.currency),
              })}
              {data.document.state === "credited" && ` ${t("verify.credited")}`}
            </Verdict>
          )}
          {data?.document === null && (
            <Verdict good={false} title={t("verify.notGenuine")}>
              {t("verify.notGenuineHelp")}
            </Verdict>
          )}
        </div>
      </Stack>
    </form>
  );
}
