"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function CandlesError(props: PageErrorProps) {
  return <PageError name="Candles" {...props} />;
}
