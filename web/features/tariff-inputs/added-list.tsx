import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Section } from "#web/components/section.tsx";

export interface AddedListProps {
  readonly title: string;
  /** The word on the button that adds to it; left out for whom it is not. */
  readonly addWord: string | false;
  readonly addIcon?: ReactNode;
  readonly onAdd: () => void;
  /** What an empty list is for; undefined where there is something to show, or it is awaited. */
  readonly emptyText: string | undefined;
  /** The list, and what is open beside it. */
  readonly children: ReactNode;
}

/** A titled list that can be added to; an empty one says in words what it is for. */
export function AddedList(props: AddedListProps) {
  const { title, addWord, addIcon = <IconPlus aria-hidden size={18} />, onAdd } = props;
  const { emptyText, children } = props;
  return (
    <Section
      title={title}
      // Words begin where the title does; only rows reach the edges.
      flush={emptyText === undefined}
      aside={
        addWord !== false && (
          <Button variant="subtle" leftSection={addIcon} onClick={onAdd}>
            {addWord}
          </Button>
        )
      }
    >
      {emptyText !== undefined && <Text c="dimmed">{emptyText}</Text>}
      {children}
    </Section>
  );
}
