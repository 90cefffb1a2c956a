// What the guard keeps of each caller: small, and gone with what it counts.

const COOKIES_MAX = 10_000;
const SESSION_COOKIE = /(?:^|;\s*)(?:__Host-)?next-auth\.session-token=([^;]+)/;

/** Whose cookie was right a short while ago, as the pages told. */
export class KnownCookies {
  #byToken = new Map();

  /** `sessionId` null: it was wrong. `until`: wall ms. */
  note({ token, sessionId, until }) {
    this.#byToken.delete(token);
    if (sessionId === null) return;
    if (this.#byToken.size >= COOKIES_MAX) this.#byToken.delete(this.#byToken.keys().next().value);
    this.#byToken.set(token, { sessionId, until });
  }

  sessionOf(header) {
    const entry = this.#byToken.get(SESSION_COOKIE.exec(header)?.[1]);
    return entry && entry.until > Date.now() ? entry.sessionId : null;
  }
}

/** How many of each are there now; an entry is gone with its last one. */
export class Counts {
  #byKey = new Map();

  /** What is more than all there may be comes in alone. */
  enter(key, most, weight) {
    const count = this.#byKey.get(key) ?? 0;
    if (count > 0 && count + weight > most) return false;
    this.#byKey.set(key, count + weight);
    return true;
  }

  leave(key, weight) {
    const left = (this.#byKey.get(key) ?? weight) - weight;
    if (left > 0) this.#byKey.set(key, left);
    else this.#byKey.delete(key);
  }
}

/** The connections of each address. One too many ends the oldest that waits for nothing, not the newcomer. */
export class Sockets {
  #byGroup = new Map();
  #groups = new WeakMap();
  #busy = new WeakSet();
  #trimming = new WeakSet();
  #most;

  constructor(most) {
    this.#most = most;
  }

  add(socket, group) {
    const open = this.#byGroup.get(group) ?? new Set();
    this.#byGroup.set(group, open.add(socket));
    this.#groups.set(socket, open);
    socket.once("close", () => {
      open.delete(socket);
      if (open.size === 0 && this.#byGroup.get(group) === open) this.#byGroup.delete(group);
    });
    if (open.size > this.#most) this.#trimSoon(open);
  }

  /** When what has come has been read: one that only just came may have asked already, and is young no more then. */
  #trimSoon(open) {
    if (this.#trimming.has(open)) return;
    this.#trimming.add(open);
    setImmediate(() =>
      setImmediate(() => {
        this.#trimming.delete(open);
        this.#trim(open);
      }),
    );
  }

  #trim(open) {
    for (const oldest of open) {
      if (open.size <= this.#most) return;
      if (this.#busy.has(oldest)) continue;
      // told of at once, also before its end is
      open.delete(oldest);
      oldest.destroy();
    }
  }

  busy(socket) {
    this.#busy.add(socket);
  }

  /** Answered: from now on it is the youngest of those that wait. */
  idle(socket) {
    this.#busy.delete(socket);
    const open = this.#groups.get(socket);
    if (open?.delete(socket)) open.add(socket);
  }
}
