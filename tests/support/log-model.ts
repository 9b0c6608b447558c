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
  /** Of each event of the log by id, the imports that brought it; an empty name for what came without one. */
  claims: Map<ProjectId, Map<string, Set<string>>>;
  /** By project and id, what the id was first drawn with. */
  drawn: Map<string, LochanEvent>;
}

export const emptyModel = (projectIds: readonly ProjectId[]): LogModel => ({
  arrived: [],
  log: new Map(projectIds.map((projectId) => [projectId, []])),
  tombstones: new Map(projectIds.map((projectId) => [projectId, new Map()])),
  keepsFrom: new Map(),
  erasedSpans: new Map(projectIds.map((projectId) => [projectId, []])),
  claims: new Map(projectIds.map((projectId) => [projectId, new Map()])),
  drawn: new Map(),
});

/** Of each id one content alone: which of several stands is tried by `variants.test.ts`. */
export function sayTheSame(
  { drawn }: LogModel,
  projectId: ProjectId,
  events: readonly LochanEvent[],
): LochanEvent[] {
  return events.map(({ importId, ...event }) => {
    const key = `${projectId} ${event.id}`;
    const first = drawn.get(key) ?? event;
    drawn.set(key, first);
    return importId === undefined ? first : { ...first, importId };
  });
}

/** What admission should make of everything that has arrived. */
export function admitModel(model: LogModel): void {
  for (const { projectId, event } of model.arrived) {
    const log = model.log.get(projectId)!;
    if (event.timestamp < (model.keepsFrom.get(projectId) ?? -Infinity)) continue;
    const spans = model.erasedSpans.get(projectId)!;
    if (spans.some(({ from = -Infinity, before }) => event.timestamp >= from && event.timestamp < before))
      continue;
    if (event.timestamp < (model.tombstones.get(projectId)!.get(actorOf(event)) ?? -Infinity)) continue;
    const claims = model.claims.get(projectId)!;
    if (!log.some(({ id }) => id === event.id)) {
      log.push(event);
      claims.set(event.id, new Set());
    }
    claims.get(event.id)!.add(event.importId ?? "");
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

/** What should be left after an import was undone. Gives how many events went. */
export function undoModel(model: LogModel, projectId: ProjectId, importId: string): number {
  const isOf = (event: LochanEvent) => event.importId === importId;
  const claims = model.claims.get(projectId)!;
  const before = model.arrived.length + model.log.get(projectId)!.length;
  model.arrived = model.arrived.filter((arrival) => arrival.projectId !== projectId || !isOf(arrival.event));
  const log = model.log.get(projectId)!.flatMap((event) => {
    const others = claims.get(event.id)!;
    // Who brought it first holds it; that nobody's import did can never be undone.
    if (event.importId !== undefined) others.delete(importId);
    if (!isOf(event)) return [event];
    const { importId: _, ...rest } = event;
    const [heir] = [...others].toSorted();
    if (heir === undefined) return [];
    return [heir === "" ? rest : { ...rest, importId: heir }];
  });
  model.log.set(projectId, log);
  return before - model.arrived.length - log.length;
}
