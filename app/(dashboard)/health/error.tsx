"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function HealthError(props: RoomErrorProps) {
  return <RoomError name="Health" {...props} />;
}
