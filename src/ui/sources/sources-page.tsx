import type { JSX } from "solid-js";
import type { Project } from "../../model/project.ts";
import { PageHeader } from "../shell/page-header.tsx";
import { FeedsPanel } from "./feeds-panel.tsx";

export const SourcesPage = (props: { project: Project }): JSX.Element => (
  <div>
    <PageHeader title="Sources" />
    <FeedsPanel project={props.project} />
  </div>
);
