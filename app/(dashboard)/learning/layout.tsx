import type { ReactNode } from "react";
import { AddressProvider } from "@/components/ui/address-provider";

export default function PageLayout({ children }: { readonly children: ReactNode }) {
  return <AddressProvider>{children}</AddressProvider>;
}
