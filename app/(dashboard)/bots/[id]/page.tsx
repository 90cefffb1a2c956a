import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Hydrate, requestCache, trpc } from "@/app/_trpc/prefetch";
import { BotPage } from "@/components/bots/bot-page";
import { CANDLES_SHOWN } from "@/components/bots/candles-shown";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";
import { showBot } from "@/server/bots/show-bot";
import { getSettings } from "@/server/settings/get-settings";

export const metadata: Metadata = { title: "Bot" };

type Props = { readonly params: Promise<{ readonly id: string }> };

export default async function BotRoute({ params }: Props) {
  const { userId } = await requireSession();
  const { id } = await params;
  const found = await showBot(userId, decodeURIComponent(id));
  if (!found.ok) notFound();
  const { botId } = found.value;
  const cache = requestCache();
  const [{ riskModes, takeProfit, trailingStop, entryThreshold }] = await Promise.all([
    getSettings(userId),
    cache.prefetchQuery(trpc.bots.show.queryOptions({ bot: botId })),
    cache.prefetchQuery(trpc.bots.candles.queryOptions({ bot: botId, limit: CANDLES_SHOWN })),
  ]);
  return (
    <Hydrate>
      <PanelBoundary name="Bot">
        <BotPage botId={botId} rules={{ riskModes, takeProfit, trailingStop, entryThreshold }} />
      </PanelBoundary>
    </Hydrate>
  );
}
