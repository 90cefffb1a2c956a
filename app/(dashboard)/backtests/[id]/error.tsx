"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BacktestError(props: PageErrorProps) {
  return <PageError name="Backtest" {...props} />;
}
