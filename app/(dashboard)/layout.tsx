import type { ReactNode } from "react";
import { HoldBanner } from "@/components/health/hold-banner";
import { ConnectionBanner } from "@/components/live/connection-banner";
import { CurrencyProvider } from "@/components/live/currency-choice";
import { FeedBanner } from "@/components/live/feed-banner";
import { LiveProvider } from "@/components/live/live-provider";
import { GuardBanner } from "@/components/risk/guard-banner";
import { Rail, TabBar } from "@/components/shell/navigation";
import { LiveRibbon } from "@/components/shell/ribbon";
import { TopBar } from "@/components/shell/top-bar";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { ZoneProvider } from "@/components/ui/zone";
import { requireSession } from "@/server/auth/require-session";
import { getMarketBadge } from "@/server/market/get-market-badge";
import { getLiveView } from "@/server/portfolio/get-live-view";
import { getSettings } from "@/server/settings/get-settings";

/** The shell of every page: ribbon, rail, bar, and the one line to the server. */
export default async function DashboardLayout({ children }: { readonly children: ReactNode }) {
  const { userId, name, email, role } = await requireSession();
  const [settings, badge, view] = await Promise.all([
    getSettings(userId),
    getMarketBadge(),
    getLiveView(userId),
  ]);
  return (
    <ZoneProvider zone={settings.timeZone}>
      <LiveProvider initial={view}>
        <CurrencyProvider>
          <a
            className="absolute left-[-999px] focus:top-1 focus:left-2 focus:z-99 focus:rounded-control focus:bg-accent-solid focus:px-2 focus:py-1 focus:text-on-accent"
            href="#main"
          >
            Skip to content
          </a>
          <LiveRibbon badge={badge} marketAt={badge?.marketAt ?? null} zone={settings.timeZone} />
          <div className="grid min-h-[calc(100vh-var(--ribbon-h))] grid-cols-[var(--rail-w)_minmax(0,1fr)] max-tablet:block">
            <Rail role={role} />
            <div className="min-w-0">
              <TopBar name={name} email={email} role={role} />
              <PanelBoundary name="Notices">
                <ConnectionBanner />
                <FeedBanner />
                <GuardBanner />
                <HoldBanner />
              </PanelBoundary>
              <main
                className="px-3 pt-2 pb-3 max-tablet:px-2 max-tablet:pb-[calc(var(--tabbar-h)+12px)]"
                id="main"
                tabIndex={-1}
              >
                {children}
              </main>
            </div>
          </div>
          <TabBar role={role} />
        </CurrencyProvider>
      </LiveProvider>
    </ZoneProvider>
  );
}
