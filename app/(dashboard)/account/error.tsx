"use client";
import { RoomError, type RoomErrorProps } from "@/components/shell/room-error";

export default function AccountError(props: RoomErrorProps) {
  return <RoomError name="Account" {...props} />;
}
