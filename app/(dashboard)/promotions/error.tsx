"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function PromotionsError(props: PageErrorProps) {
  return <PageError name="Promotions" {...props} />;
}
