import { createTRPCClient, httpBatchLink } from "@trpc/client";
import superjson from "superjson";
import { expect, test } from "vitest";
import type { AppRouter } from "@/server/api/root";
import { makeQueryClient } from "./query-client";
import { noteReadAt, readAtOf } from "./read-at";

/** A server that answers each call with the next of these, read at that instant of its own clock. */
function clientOf(answers: { readonly at: number; readonly data: unknown }[]) {
  const answer = async () => {
    const next = answers.shift();
    const body = JSON.stringify([{ result: { data: superjson.serialize(next?.data) } }]);
    return new Response(body, {
      headers: { "content-type": "application/json", "x-read-at": String(next?.at) },
    });
  };
  const link = httpBatchLink<AppRouter>({
    url: "http://pages.invalid/api/trpc",
    transformer: superjson,
    fetch: answer,
  });
  return createTRPCClient<AppRouter>({ links: [noteReadAt, link] });
}

test("a panel says when the server read its rows, also when the rows are those of before", async () => {
  const rows = [{ botId: "a" }];
  const client = clientOf([
    { at: 1_000, data: rows },
    { at: 9_000, data: [{ botId: "a" }] },
  ]);
  const queries = makeQueryClient();
  const options = { queryKey: [["bots", "list"]], queryFn: () => client.bots.list.query({}) };
  const read = async () => {
    await queries.fetchQuery({ ...options, staleTime: 0 });
    return queries.getQueryData(options.queryKey);
  };
  const first = await read();
  expect(readAtOf(first)).toBe(1_000);
  const second = await read();
  expect(second).toBe(first);
  expect(readAtOf(second)).toBe(9_000);
});

test("a list of pages is as old as its oldest page", async () => {
  const page = (id: string) => ({ trades: [{ fillId: id }], nextCursor: "more", total: 2 });
  const client = clientOf([
    { at: 5_000, data: page("a") },
    { at: 7_000, data: page("b") },
  ]);
  const queries = makeQueryClient();
  const data = await queries.fetchInfiniteQuery({
    queryKey: [["trades", "list"], { type: "infinite" }],
    queryFn: () => client.trades.list.query({}),
    initialPageParam: null,
    getNextPageParam: () => "more",
    pages: 2,
  });
  expect(readAtOf(data)).toBe(5_000);
});
