"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function CurrencyError(props: PageErrorProps) {
  return <PageError name="Display currency" {...props} />;
}
