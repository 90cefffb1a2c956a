"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function RiskError(props: PageErrorProps) {
  return <PageError name="Risk" {...props} />;
}
