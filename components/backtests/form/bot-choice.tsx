"use client";
import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useTRPC } from "../../trpc/client";
import { Choice } from "../../ui/choice";
import { formAddress } from "../shared/backtests-address";

const NONE = "none";

/** Fills the form from a bot: its market, strategy, parameters and size. Nothing where there are no bots. */
export function BotChoice() {
  const trpc = useTRPC();
  const [{ bot }, change] = useQueryStates(formAddress);
  const { data: bots = [] } = useQuery({ ...trpc.bots.list.queryOptions({}), throwOnError: false });
  if (bots.length === 0) return null;
  return (
    <Choice
      bare
      label="Fill from a bot"
      value={bot ?? NONE}
      options={[
        { value: NONE, label: "From no bot" },
        ...bots.map(({ botId, name }) => ({ value: botId, label: `As ${name}` })),
      ]}
      onChange={(value) =>
        void change({ bot: value === NONE ? null : value, new: true, again: null, set: null })
      }
    />
  );
}
