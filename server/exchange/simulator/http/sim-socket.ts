import type { WebSocket } from "ws";
import type { FaultBook } from "@/server/exchange/simulator/core/faults";

const MESSAGE_MAX = 64 * 1024;

/** One websocket as the faults let it be: cut, silent, with messages lost, repeated or in the wrong order. */
export class SimSocket {
  private silent = false;
  private held: string | null = null;
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly faults: FaultBook,
  ) {
    socket.on("error", () => socket.terminate());
    socket.on("ping", (data) => {
      if (!this.silent) socket.pong(data);
    });
    socket.on("close", () => {
      for (const end of this.ends) end();
    });
  }

  onMessage(listener: (text: string) => void): void {
    this.socket.on("message", (data) => {
      const text = String(data);
      if (this.silent || text.length > MESSAGE_MAX) return;
      listener(text);
    });
  }

  onEnd(listener: () => void): void {
    this.ends.push(listener);
  }

  /** A message of a stream: faults may strike it. */
  push(message: unknown): void {
    if (this.silent) return;
    if (this.faults.strike("socket_cut", "socket")) {
      this.socket.terminate();
      return;
    }
    if (this.faults.strike("socket_silent", "socket")) {
      // half open: nothing comes any more, pings stay unanswered, and nobody is told
      this.silent = true;
      return;
    }
    if (this.faults.strike("socket_lost", "socket")) return;
    const text = JSON.stringify(message);
    if (this.held === null && this.faults.strike("socket_out_of_order", "socket")) {
      this.held = text;
      return;
    }
    this.write(text);
    if (this.faults.strike("socket_duplicate", "socket")) this.write(text);
    if (this.held !== null) {
      this.write(this.held);
      this.held = null;
    }
  }

  /** An answer to what was asked: faults of streams leave it alone. */
  reply(message: unknown): void {
    if (!this.silent) this.write(JSON.stringify(message));
  }

  /** A text that is no JSON. */
  replyText(text: string): void {
    if (!this.silent) this.write(text);
  }

  close(code = 1000, reason = ""): void {
    this.socket.close(code, reason);
  }

  private write(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }
}
