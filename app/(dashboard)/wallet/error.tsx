"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function WalletError(props: PageErrorProps) {
  return <PageError name="Wallet" {...props} />;
}
