import type { ErasureRequest } from "../../src/log/erasure.ts";
import type { LochanEvent } from "../../src/model/event.ts";
import type { ProjectId } from "../../src/model/identifier.ts";

/** What the log is said to hold, kept in the plainest way. */
export interface LogModel {
  arrived: { projectId: ProjectId; event: LochanEvent }[];
  log: Map<ProjectId, LochanEvent[]>;
  /** Actors, and the time from before which their events stay out. */
  tombstones: Map<ProjectId, Map<string, number>>;
  /** Events from before this time stay out. */
  keepsFrom: Map<ProjectId, number>;
  /** And events from these. */
  erasedSpans: Map<ProjectId, { from?: number; before: number }[]>;
}

export const emptyModel = (projectIds: readonly ProjectId[]): LogModel => ({
  arrived: [],
  log: new Map(projectIds.map((projectId) => [projectId, []])),
  tombstones: new Map(projectIds.map((projectId) => [projectId, new Map()])),
  keepsFrom: new Map(),
  erasedSpans: new Map(projectIds.map((projectId) => [projectId, []])),
});

/** What admission should make of everything that has arrived. */
export function admitModel(model: LogModel): void {
  for (const { projectId, event } of model.arrived) {
    const log = model.log.get(projectId)!;
    if (event.timestamp < (model.keepsFrom.get(projectId) ?? -Infinity)) continue;
    const spans = model.erasedSpans.get(projectId)!;
    if (spans.some(({ from = -Infinity, before }) => event.timestamp >= from && event.timestamp < before))
      continue;
    if (event.timestamp < (model.tombstones.get(projectId)!.get(actorOf(event)) ?? -Infinity)) continue;
    if (!log.some(({ id }) => id === event.id)) log.push(event);
  }
  model.arrived = [];
}

const actorOf = ({ userId, distinctId }: LochanEvent) =>
  userId === undefined ? `d${distinctId}` : `u${userId}`;

function canonicalActors(log: readonly LochanEvent[]): Map<string, string> {
  const inOrder = log
    .filter(({ userId }) => userId !== undefined)
    .toSorted((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
  const userByDistinct = new Map<string, string>();
  for (const { distinctId, userId } of inOrder)
    if (!userByDistinct.has(distinctId)) userByDistinct.set(distinctId, userId!);
  return userByDistinct;
}

/** What should be left after an erasure asked for at `now`. */
export function eraseModel(
  model: LogModel,
  projectId: ProjectId,
  request: ErasureRequest,
  now: number,
): void {
  const log = model.log.get(projectId)!;
  const userByDistinct = canonicalActors(log);
  const isErased = (candidate: LochanEvent) => {
    if ("all" in request) return true;
    if ("before" in request) {
      const { from = -Infinity } = request as { from?: number };
      return candidate.timestamp >= from && candidate.timestamp < request.before;
    }
    const { distinctId, userId = userByDistinct.get(distinctId) ?? distinctId } = candidate;
    return userId === request.userId;
  };
  if ("before" in request && request.retention !== true)
    model.erasedSpans
      .get(projectId)!
      .push({ ...(request as { from?: number }), before: Math.min(request.before, now) });
  if ("userId" in request) {
    const stones = model.tombstones.get(projectId)!;
    const latest = Math.max(-Infinity, ...log.filter(isErased).map(({ timestamp }) => timestamp));
    const raise = (actor: string) =>
      stones.set(actor, Math.max(now, latest + 1, stones.get(actor) ?? -Infinity));
    raise(`u${request.userId}`);
    for (const [distinct, user] of userByDistinct) if (user === request.userId) raise(`d${distinct}`);
    if (!userByDistinct.has(request.userId)) raise(`d${request.userId}`);
  }
  model.log.set(
    projectId,
    log.filter((candidate) => !isErased(candidate)),
  );
  model.arrived = model.arrived.filter(
    (arrival) => arrival.projectId !== projectId || !isErased(arrival.event),
  );
}
