"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client";
import { Choice } from "../../ui/choice";
import { useAddress } from "../../ui/use-address";

const NONE = "none";

/** Fills the form from a bot: its market, strategy, parameters and size. Nothing where there are no bots. */
export function BotChoice() {
  const trpc = useTRPC();
  const { params, change } = useAddress();
  const { data: bots = [] } = useQuery({ ...trpc.bots.list.queryOptions({}), throwOnError: false });
  if (bots.length === 0) return null;
  return (
    <Choice
      bare
      label="Fill from a bot"
      value={params.get("bot") ?? NONE}
      options={[
        { value: NONE, label: "From no bot" },
        ...bots.map(({ botId, name }) => ({ value: botId, label: `As ${name}` })),
      ]}
      onChange={(value) => change({ bot: value === NONE ? null : value, new: "1", again: null, set: null })}
    />
  );
}
