import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { read } from "#web/api/queries.ts";
import type { TrendSearch } from "./trend-search.ts";

const AGAIN_AFTER_MS = 60_000;

/** The trend that the page's address names; the one before it until its answer is there. */
export function useTrend(meterId: number) {
  const { range = "day", form, at, compare } = useSearch({ from: "/meters/$meterId" });
  return useQuery({
    ...read("GET /meters/:id/trend", {
      params: { id: meterId },
      query: {
        range,
        ...(at !== undefined && { at }),
        ...(compare && { compare }),
        // A curve is looked at closely.
        ...(form === "curve" && { curve: "intervals" }),
      },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: at === undefined ? AGAIN_AFTER_MS : false,
  });
}

/** Changes what the page's address names of the trend; what is undefined is left out of it. */
export function useTrendSteps(): (change: TrendSearch) => void {
  const navigate = useNavigate({ from: "/meters/$meterId" });
  return (change) =>
    void navigate({
      search: (search) => ({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
}
