import type { TalliedEvent } from "./side-limits.ts";

/** Of events once there are more people than are held. */
export const NOBODY = -1;

export interface People {
  /** Who an event counts for, as far as it says; {@link canonical} knows more. */
  ordinalOf(event: Pick<TalliedEvent, "id" | "distinctId" | "userId" | "timestamp">): number;
  /** Who each counts as once everything was read; undefined where there were too many. */
  canonical(): ((ordinal: number) => number) | undefined;
}

interface Identified {
  user: number;
  at: number;
  id: string;
}

/**
 * Actors: the user id; else the user this distinct id was first identified as, by time and then by id; else the user whose id
 * it is; else the distinct id. As the rollups have it (`rollup/people-identity.ts`).
 */
export function makePeople(most: number): People {
  const users = new Map<string, number>();
  const devices = new Map<string, number>();
  const identified = new Map<number, Identified>();
  let next = 0;
  let full = false;

  const ordinalIn = (people: Map<string, number>, text: string): number => {
    let ordinal = people.get(text);
    if (ordinal === undefined) {
      ordinal = next++;
      people.set(text, ordinal);
    }
    return ordinal;
  };
  return {
    ordinalOf({ id, distinctId, userId, timestamp }) {
      if (full) return NOBODY;
      if (next >= most) {
        full = true;
        for (const held of [users, devices, identified]) held.clear();
        return NOBODY;
      }
      const device = ordinalIn(devices, distinctId);
      if (userId === undefined) return device;
      const user = ordinalIn(users, userId);
      const before = identified.get(device);
      const isFirst =
        before === undefined || timestamp < before.at || (timestamp === before.at && id < before.id);
      if (isFirst) identified.set(device, { user, at: timestamp, id });
      return user;
    },
    canonical() {
      if (full) return undefined;
      const actors = Uint32Array.from({ length: next }, (_, ordinal) => ordinal);
      for (const [text, device] of devices)
        actors[device] = identified.get(device)?.user ?? users.get(text) ?? device;
      return (ordinal) => actors[ordinal]!;
    },
  };
}

/** Sessions that came with their events. */
export function makeSessions(most: number): {
  ordinalOf(id: string | undefined): number;
  isFull(): boolean;
} {
  const ordinals = new Map<string, number>();
  let full = false;
  return {
    ordinalOf(id) {
      if (id === undefined || full) return NOBODY;
      const known = ordinals.get(id);
      if (known !== undefined) return known;
      if (ordinals.size >= most) {
        full = true;
        ordinals.clear();
        return NOBODY;
      }
      ordinals.set(id, ordinals.size);
      return ordinals.size - 1;
    },
    isFull: () => full,
  };
}
