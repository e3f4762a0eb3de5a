import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What the list of meters is narrowed to, as the page's address has it. */
export type KeptSearch = Readonly<Record<string, string>>;

export interface SavedView {
  readonly id: number;
  readonly name: string;
  /** Whether everybody who works here sees it. */
  readonly shared: boolean;
  /** Whether it is the reader's own: only then it can be changed. */
  readonly own: boolean;
  readonly search: KeptSearch;
}

/** The views of a user and those that others share, by name, one's own first. */
export async function listSavedViews(db: Queryable, userId: UserId): Promise<SavedView[]> {
  const { rows } = await db.query<SavedView>(
    `select id, name, shared, user_id = $1 as own, search
       from saved_view
      where user_id = $1 or shared
      order by user_id <> $1, name collate by_name, id`,
    [userId],
  );
  return rows;
}

export interface ViewToSave {
  readonly userId: UserId;
  readonly name: string;
  readonly shared: boolean;
  readonly search: KeptSearch;
}

/** Keeps a view; the user's view of that name is replaced. */
export async function storeSavedView(tx: Queryable, view: ViewToSave): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into saved_view (user_id, name, shared, search)
     values ($1, $2, $3, $4)
     on conflict (user_id, name) do update set shared = excluded.shared, search = excluded.search
     returning id`,
    [view.userId, view.name, view.shared, JSON.stringify(view.search)],
  );
  return rows[0]?.id ?? -1;
}

/** Removes a view of the user; what it was, or undefined when the user has no such view. */
export async function deleteSavedView(
  tx: Queryable,
  { id, userId }: { readonly id: number; readonly userId: UserId },
): Promise<Omit<ViewToSave, "userId"> | undefined> {
  const { rows } = await tx.query<Omit<ViewToSave, "userId">>(
    "delete from saved_view where id = $1 and user_id = $2 returning name, shared, search",
    [id, userId],
  );
  return rows[0];
}
