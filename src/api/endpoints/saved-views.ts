import { audited } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { deleteSavedView, listSavedViews as list, storeSavedView } from "#storage/saved-views.ts";

export const listSavedViews: Endpoint<"listSavedViews"> = async ({ database }, { caller }) => ({
  views: await list(database, caller.user.id),
});

export const saveView: Endpoint<"saveView"> = async (context, { body, caller }) =>
  audited(context, caller, async (tx) => {
    const id = await storeSavedView(tx, { ...body, userId: caller.user.id });
    return {
      note: { action: "view.saved", subject: `saved view ${id}`, after: body },
      answer: { id },
    };
  });

export const removeSavedView: Endpoint<"removeSavedView"> = async (context, { params, caller }) =>
  audited(context, caller, async (tx) => {
    const before = await deleteSavedView(tx, { id: params.id, userId: caller.user.id });
    if (!before) throw notFound(`view ${params.id} of your own`);
    return {
      note: { action: "view.removed", subject: `saved view ${params.id}`, before },
      answer: null,
    };
  });
