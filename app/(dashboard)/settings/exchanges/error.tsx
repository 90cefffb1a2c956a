"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ExchangesError(props: PageErrorProps) {
  return <PageError name="Exchanges" {...props} />;
}
