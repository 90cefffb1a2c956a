"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { REPORT_KINDS } from "@/server/reports/core/report-kinds";
import type { ReportSettingsView } from "@/server/reports/core/report-view";
import { useRunId } from "../commands/use-run-id";
import { bookNames } from "../shared/book-names";
import { useTRPC } from "../trpc/client";
import { refusalOf, sentenceOf } from "../trpc/sentence-of";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { PANEL_BODY, Panel } from "../ui/panel";
import { PanelLoading } from "../ui/panel-state";
import { LINK } from "../ui/text";
import { tell, tellFault } from "../ui/toasts";
import { reportKindNames } from "./report-words";

type Change = Partial<Pick<ReportSettingsView, "daily" | "weekly" | "monthly" | "hour">>;

/** Which reports are made, at what hour, and by which channels they are mailed. */
export function ReportSettingsPanel({ isOwner }: { readonly isOwner: boolean }) {
  const trpc = useTRPC();
  const { data: settings } = useQuery(trpc.report.settings.queryOptions({}));
  const { runIdFor, done } = useRunId();
  const { mutate, isPending } = useMutation(
    trpc.report.set.mutationOptions({
      onSuccess: () => {
        done();
        tell("Kept. It counts from the next report on.");
      },
      onError: (error: unknown) => {
        if (refusalOf(error)) done();
        tellFault(sentenceOf(error));
      },
    }),
  );
  const set = (input: Change) => mutate({ runId: runIdFor(input), input });
  return (
    <Panel title="How reports are sent">
      {settings ? (
        <div className={PANEL_BODY}>
          <div className="flex flex-wrap items-end gap-2 py-2">
            {REPORT_KINDS.map((kind) => (
              <Button
                key={kind}
                size="small"
                aria-pressed={settings[kind]}
                disabled={!isOwner || isPending}
                onClick={() => set({ [kind]: !settings[kind] })}
              >
                {reportKindNames[kind]}: {settings[kind] ? "on" : "off"}
              </Button>
            ))}
            <Choice
              bare
              label={`Hour, ${settings.timeZone}`}
              options={HOURS}
              value={String(settings.hour)}
              onChange={(value) => set({ hour: Number(value) })}
              disabled={!isOwner || isPending}
            />
          </div>
          <Destination settings={settings} />
        </div>
      ) : (
        <PanelLoading rows={3} label="How reports are sent" />
      )}
    </Panel>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `At ${String(hour).padStart(2, "0")}:00`,
}));

function Destination({ settings }: { readonly settings: ReportSettingsView }) {
  const { books, channels, mailChannels, timeZone } = settings;
  const used = mailChannels.filter(({ channelId }) => channels.length === 0 || channels.includes(channelId));
  const of = books.length === 0 ? "Every book with bots" : books.map((book) => bookNames[book]).join(", ");
  return (
    <p className="max-w-[72ch] text-small text-text-2">
      {of}, a report each, by the clock of {timeZone}.{" "}
      {used.length === 0
        ? "Nothing is mailed: no channel of e-mail is on."
        : `Mailed by ${used.map(({ name }) => name).join(", ")}.`}{" "}
      <Link className={`${LINK} underline`} href="/settings/alerts">
        Alert channels
      </Link>{" "}
      has the mail servers, and a test of each.
    </p>
  );
}
