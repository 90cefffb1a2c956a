"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function OrdersError(props: PageErrorProps) {
  return <PageError name="Orders" {...props} />;
}
