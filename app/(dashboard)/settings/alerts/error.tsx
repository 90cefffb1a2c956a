"use client";
import { PageError, type PageErrorProps } from "@/components/shell/page-error";

export default function AlertChannelsError(props: PageErrorProps) {
  return <PageError name="Alert channels" {...props} />;
}
