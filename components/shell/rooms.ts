import { Activity, ArrowLeftRight, Bot, LayoutDashboard, type LucideIcon, Workflow } from "lucide-react";

export type Room = { readonly href: string; readonly label: string; readonly icon: LucideIcon };

/** The rooms there are, in the order of the rail. */
export const rooms: readonly Room[] = [
  { href: "/dashboard", label: "Dashboard", icon: LayoutDashboard },
  { href: "/bots", label: "Bots", icon: Bot },
  { href: "/trades", label: "Trades", icon: ArrowLeftRight },
  { href: "/jobs", label: "Jobs", icon: Workflow },
  { href: "/health", label: "Health", icon: Activity },
];
