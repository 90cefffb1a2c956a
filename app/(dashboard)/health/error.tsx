"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function HealthError(props: PageErrorProps) {
  return <PageError name="Health" {...props} />;
}
