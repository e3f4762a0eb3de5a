import { Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./page.module.css";

export interface PageProps {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  /** The list that this page belongs to. */
  readonly back?: { readonly to: NonNullable<LinkProps["to"]>; readonly name: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen: its title, what can be done with all of it, its content. */
export function Page({ title, hint, back, actions, children }: PageProps) {
  return (
    <>
      {back && (
        <Link to={back.to} className={styles["back"]}>
          <IconChevronLeft aria-hidden size={18} />
          {back.name}
        </Link>
      )}
      <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
        <div>
          <Title order={1} className={styles["title"]}>
            {title}
          </Title>
          {hint !== undefined && (
            <Text c="dimmed" component="div" mt={2} mih="1lh">
              {hint}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </>
  );
}
