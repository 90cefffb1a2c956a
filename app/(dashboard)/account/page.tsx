import type { Metadata } from "next";
import { AccountPanels } from "@/components/auth/account-panels";
import { PanelBoundary } from "@/components/ui/panel-boundary";
import { requireSession } from "@/server/auth/require-session";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const { name, email, role } = await requireSession();
  return (
    <PanelBoundary name="Account">
      <AccountPanels name={name} email={email} role={role} demo={email === "demo@localhost"} />
    </PanelBoundary>
  );
}
