import {
  Activity,
  ArrowLeftRight,
  BellRing,
  Bot,
  Coins,
  Crosshair,
  Database,
  FlaskConical,
  Gauge,
  GitFork,
  GraduationCap,
  KeyRound,
  LayoutDashboard,
  ListOrdered,
  type LucideIcon,
  MailOpen,
  Scale,
  Send,
  ShieldAlert,
  ShieldHalf,
  Sprout,
  Wallet,
  Workflow,
} from "lucide-react";

export type Page = {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** at the thumb on a phone, under this name; the others stand behind "More" */
  readonly tab?: string;
  /** only this role finds something there */
  readonly only?: "owner";
};

/** The pages there are, in the order of the rail. */
export const pages: readonly Page[] = [
  { href: "/dashboard", label: "Dashboard", icon: LayoutDashboard, tab: "Home" },
  { href: "/bots", label: "Bots", icon: Bot, tab: "Bots" },
  { href: "/positions", label: "Positions", icon: Crosshair, tab: "Positions" },
  { href: "/trades", label: "Trades", icon: ArrowLeftRight, tab: "Trades" },
  { href: "/orders", label: "Orders", icon: ListOrdered },
  { href: "/execution", label: "Execution", icon: Gauge },
  { href: "/decisions", label: "Decisions", icon: GitFork },
  { href: "/risk", label: "Risk", icon: ShieldHalf },
  { href: "/bodyguard", label: "Bodyguard", icon: ShieldAlert },
  { href: "/promotions", label: "Promotions", icon: GraduationCap },
  { href: "/learning", label: "Learning", icon: Sprout },
  { href: "/wallet", label: "Wallet", icon: Wallet },
  { href: "/backtests", label: "Backtests", icon: FlaskConical },
  { href: "/candles", label: "Candles", icon: Database },
  { href: "/reconciliation", label: "Reconciliation", icon: Scale },
  { href: "/alerts", label: "Alerts", icon: BellRing },
  { href: "/reports", label: "Reports", icon: MailOpen },
  { href: "/jobs", label: "Jobs", icon: Workflow, only: "owner" },
  { href: "/settings/alerts", label: "Alert channels", icon: Send, only: "owner" },
  { href: "/settings/exchanges", label: "Exchanges", icon: KeyRound, only: "owner" },
  { href: "/settings/currency", label: "Currency", icon: Coins },
  { href: "/health", label: "Health", icon: Activity },
];

/** The pages that somebody of that role finds something in. */
export const pagesFor = (role: string): readonly Page[] => pages.filter(({ only }) => !only || only === role);
