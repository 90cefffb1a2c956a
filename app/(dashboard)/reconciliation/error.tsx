"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ReconciliationError(props: PageErrorProps) {
  return <PageError name="Reconciliation" {...props} />;
}
