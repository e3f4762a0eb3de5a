import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconFileCode } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillDetails } from "#api/contract/bills.ts";
import { call, pathOf } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { isStaff, mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { DifferenceTable } from "./difference-table.tsx";
import { PdfLink } from "./pdf-link.tsx";

/** What may be done with a bill, as the server says. */
export function BillActions({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [looking, setLooking] = useState(false);
  return (
    <Group gap="sm">
      {bill.hasEvidence && (
        <Button
          component="a"
          href={pathOf("GET /bills/:id/evidence", { params: { id: bill.id } })}
          variant="default"
          leftSection={<IconFileCode aria-hidden size={20} />}
        >
          {t("bills.evidence")}
        </Button>
      )}
      {isStaff(user) && bill.availableActions.includes("recalculate") && (
        <Button variant="default" onClick={() => setLooking(true)}>
          {t("bills.recalculate")}
        </Button>
      )}
      <PdfLink bill={bill} />
      {looking && <Recalculation bill={bill} onClose={() => setLooking(false)} />}
    </Group>
  );
}

function Recalculation({ bill, onClose }: { bill: BillDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const recalculation = useQuery({
    ...read("GET /bills/:id/recalculation", { params: { id: bill.id } }),
    staleTime: 0,
  });
  const may = mayCorrectMoney(user);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t("bills.recalculationOf", { number: bill.number })}
    >
      <Answered query={recalculation} height={320}>
        {(data) => (
          <Stack gap="md">
            {data.isSame ? (
              <Alert color="teal" icon={<IconCircleCheck aria-hidden />}>
                {t("bills.sameAgain")}
              </Alert>
            ) : (
              <DifferenceTable difference={data} />
            )}
            {data.remarks.map(({ message, remedy }) => (
              <Text key={message} size="sm" c="dimmed">
                {[message, remedy].filter(Boolean).join(" – ")}
              </Text>
            ))}
            {may && <Correct bill={bill} isSame={data.isSame} onClose={onClose} />}
          </Stack>
        )}
      </Answered>
    </Modal>
  );
}

function Correct({
  bill,
  isSame,
  onClose,
}: {
  bill: BillDetails;
  isSame: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const [reason, setReason] = useState("");
  const correct = useMutation({
    mutationFn: (action: "correct" | "credit") => {
      const request = { params: { id: bill.id }, body: { reason } };
      return action === "correct"
        ? call("POST /bills/:id/correction", request)
        : call("POST /bills/:id/credit", request);
    },
    onSuccess: async ({ creditNote, bill: renewed }) => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => /^GET \/(?:bills|accounts)/.test(`${queryKey[0]}`),
      });
      onClose();
      await navigate({
        to: "/bills/$billId",
        params: { billId: renewed?.id ?? creditNote.id },
      });
    },
  });
  const isReady = reason.trim() !== "";
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("bills.correctHelp")}
      </Text>
      <TextInput
        label={t("bills.reason")}
        description={t("bills.reasonHelp")}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {correct.isError && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {errorText(correct.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        <Button
          variant="default"
          disabled={!isReady || correct.isPending}
          onClick={() => correct.mutate("credit")}
        >
          {t("bills.creditOnly")}
        </Button>
        <Button
          disabled={!isReady || isSame || correct.isPending}
          loading={correct.isPending}
          onClick={() => correct.mutate("correct")}
        >
          {t("bills.correct")}
        </Button>
      </Group>
    </Stack>
  );
}
