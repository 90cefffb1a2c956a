"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function AlertsError(props: PageErrorProps) {
  return <PageError name="Alerts" {...props} />;
}
