"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function ComparisonError(props: PageErrorProps) {
  return <PageError name="Comparison" {...props} />;
}
