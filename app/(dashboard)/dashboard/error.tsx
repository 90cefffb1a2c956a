"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function DashboardError(props: RoomErrorProps) {
  return <RoomError name="Dashboard" {...props} />;
}
