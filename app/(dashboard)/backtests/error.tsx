"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function BacktestsError(props: PageErrorProps) {
  return <PageError name="Backtests" {...props} />;
}
