import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import type { Entry } from "#web/components/form/entry.ts";

export interface DoorFormProps<V extends Readonly<Record<string, unknown>>, Answer> {
  readonly entry: Entry<V, Answer>;
  /** What its button says. */
  readonly submit: string;
  readonly children: ReactNode;
  /** Below the button. */
  readonly after?: ReactNode;
}

/** What is entered before anything of the app is open; what is wrong with it stands at its fields. */
export function DoorForm<V extends Readonly<Record<string, unknown>>, Answer>({
  entry,
  submit,
  children,
  after,
}: DoorFormProps<V, Answer>) {
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="md">
        <EntryFaults entry={entry} />
        {children}
        <Button type="submit" fullWidth loading={entry.saving.isPending}>
          {submit}
        </Button>
        {after}
      </Stack>
    </form>
  );
}
