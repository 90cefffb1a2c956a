"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function TradesError(props: PageErrorProps) {
  return <PageError name="Trades" {...props} />;
}
