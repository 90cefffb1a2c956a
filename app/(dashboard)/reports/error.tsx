"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ReportsError(props: PageErrorProps) {
  return <PageError name="Reports" {...props} />;
}
