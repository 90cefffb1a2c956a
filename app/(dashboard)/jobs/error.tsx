"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function JobsError(props: RoomErrorProps) {
  return <RoomError name="Jobs" {...props} />;
}
