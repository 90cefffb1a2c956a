"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client";
import { Choice } from "../ui/choice";

const ALL = "all";

type FilterProps = { readonly job: string | null; readonly onChange: (job: string | null) => void };

/** Whose runs are shown. */
export function JobFilter({ job, onChange }: FilterProps) {
  const trpc = useTRPC();
  const { data: jobs = [] } = useQuery({ ...trpc.jobs.list.queryOptions({}), throwOnError: false });
  const known = jobs.map(({ functionId, name }) => ({ value: functionId, label: name }));
  const options = [{ value: ALL, label: "All jobs" }, ...known];
  if (job !== null && !known.some(({ value }) => value === job)) options.push({ value: job, label: job });
  return (
    <Choice
      bare
      label="Job"
      value={job ?? ALL}
      options={options}
      onChange={(value) => onChange(value === ALL ? null : value)}
    />
  );
}
