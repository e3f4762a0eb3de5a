import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { LineCommand } from "#api/contract/lines.ts";
import { call, type RequestAt } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";

const POLL_EVERY_MS = 400;

export type Asked = RequestAt<"POST /lines/:id/commands">["body"];

export interface LineCommandState {
  /** Undefined until something was asked. */
  readonly command: LineCommand | undefined;
  readonly isRunning: boolean;
  /** The request itself was refused: a wrong address, a type that is not complete. */
  readonly refusal: Error | null;
  ask(lineId: number, body: Asked): void;
  stop(): void;
}

/** Asks something of a line and follows how far it is; `onOver` is told of each that has ended. */
export function useLineCommand({
  onOver,
}: {
  readonly onOver?: (command: LineCommand) => void;
} = {}): LineCommandState {
  const [id, setId] = useState<number>();
  const asking = useMutation({
    mutationFn: ({ lineId, body }: { readonly lineId: number; readonly body: Asked }) =>
      call("POST /lines/:id/commands", { params: { id: lineId }, body }),
    onSuccess: (answer) => setId(answer.id),
  });
  const command = useQuery({
    ...read("GET /line-commands/:id", { params: { id: id ?? 0 } }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_EVERY_MS),
  });
  const over = isOver(command.data) ? command.data : undefined;
  const tell = useEffectEvent(() => {
    if (over && over.id === id) onOver?.(over);
  });
  const overId = over?.id;
  useEffect(() => {
    if (overId !== undefined) tell();
  }, [overId]);
  const isFollowing = id !== undefined && !isOver(command.data);
  return {
    command: id === undefined ? undefined : command.data,
    isRunning: asking.isPending || isFollowing,
    refusal: asking.error,
    ask(lineId, body) {
      setId(undefined);
      asking.mutate({ lineId, body });
    },
    stop() {
      if (id !== undefined) void call("POST /line-commands/:id/stop", { params: { id } });
    },
  };
}

function isOver(command: LineCommand | undefined): boolean {
  return command !== undefined && command.state !== "waiting" && command.state !== "running";
}
