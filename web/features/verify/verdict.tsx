import { Alert } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";

/** Whether something holds, in words, colour and a mark. */
export function Verdict({
  good,
  title,
  children,
}: {
  good: boolean;
  title: string;
  children: React.ReactNode;
}) {
  const Icon = good ? IconCircleCheck : IconCircleX;
  return (
    <Alert color={good ? "teal" : "red"} icon={<Icon aria-hidden />} title={title}>
      {children}
    </Alert>
  );
}
