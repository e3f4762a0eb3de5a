import { audited } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { asId, type ChannelId } from "#domain/core/id.ts";
import { setMostPerHour } from "#storage/meter-changes.ts";

export const changeChannel: Endpoint<"changeChannel"> = async (context, { params, body, caller }) =>
  audited(context, caller, async (tx) => {
    const channel = { id: asId<ChannelId>(params.id), ...body };
    const before = await setMostPerHour(tx, channel);
    if (!before) throw notFound(`channel ${params.id}`);
    return {
      note: {
        action: "channel.changed",
        subject: `channel ${params.id}`,
        before,
        after: body,
      },
      answer: { id: params.id, ...body },
    };
  });
