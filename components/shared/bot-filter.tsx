"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";

const ALL = "all";

type BotFilterProps = {
  readonly botId: string | null;
  readonly onChange: (botId: string | null) => void;
  /** spoken: what is narrowed */
  readonly label?: string;
};

/** Rows of every bot, or of one. */
export function BotFilter({ botId, onChange, label = "Show trades of" }: BotFilterProps) {
  const trpc = useTRPC();
  const { data: bots = [] } = useQuery(trpc.bots.list.queryOptions({}));
  const options = [
    { value: ALL, label: "All bots" },
    ...bots.map((bot) => ({ value: bot.botId, label: bot.name })),
  ];
  const known = options.some((option) => option.value === botId);
  return (
    <Choice
      bare
      label={label}
      options={botId && !known ? [...options, { value: botId, label: "One bot" }] : options}
      value={botId ?? ALL}
      onChange={(value) => onChange(value === ALL ? null : value)}
    />
  );
}
