"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function ComparisonError(props: RoomErrorProps) {
  return <RoomError name="Comparison" {...props} />;
}
