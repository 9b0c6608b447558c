import { createSignal, type Accessor } from "solid-js";
import type { EngineApi } from "../../engine/api.ts";
import { fail, type Failure } from "../../model/failure.ts";
import type { Project } from "../../model/project.ts";
import { parseSiteAddress } from "./site-address.ts";
import { browserTimeZone } from "./time-zones.ts";

export const DRAFT_FIELDS = ["name", "timeZone", "origins"] as const;

export interface ProjectDraft {
  name: Accessor<string>;
  setName(name: string): void;
  timeZone: Accessor<string>;
  setTimeZone(timeZone: string): void;
  /** Address of the site, as typed. */
  site: Accessor<string>;
  setSite(site: string): void;
  /** The zone's field holds text that means no zone: nothing is made until it does. */
  setZoneTrouble(words: string | undefined): void;
  pending: Accessor<boolean>;
  failure: Accessor<Failure | undefined>;
  /** The new project; nothing where it was refused, and then `failure` says why. */
  submit(): Promise<Project | undefined>;
}

export const createProjectDraft = (engine: EngineApi, options: { siteRequired: boolean }): ProjectDraft => {
  const [name, setName] = createSignal("");
  const [timeZone, setTimeZone] = createSignal(browserTimeZone());
  const [zoneTrouble, setZoneTrouble] = createSignal<string>();
  const [site, setSite] = createSignal("");
  const [pending, setPending] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();

  const check = () => {
    if (name().trim() === "") {
      return fail({ kind: "invalid-input", message: "Give the project a name.", path: "name" });
    }
    if (site().trim() !== "") return parseSiteAddress(site());
    if (!options.siteRequired) return undefined;
    return fail({
      kind: "invalid-input",
      message: "Say where your site is, such as http://localhost:3000.",
      path: "origins",
    });
  };

  return {
    name,
    setName,
    timeZone,
    setTimeZone,
    setZoneTrouble,
    site,
    setSite,
    pending,
    failure,
    async submit() {
      if (pending() || zoneTrouble() !== undefined) return undefined;
      const origin = check();
      if (origin?.ok === false) {
        setFailure(origin.failure);
        return undefined;
      }
      setPending(true);
      const created = await engine.createProject({
        name: name().trim(),
        timeZone: timeZone(),
        origins: origin === undefined ? [] : [origin.value],
      });
      setPending(false);
      setFailure(created.ok ? undefined : created.failure);
      return created.ok ? created.value : undefined;
    },
  };
};
