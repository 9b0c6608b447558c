import { Show, type JSX } from "solid-js";
import { SnippetCode } from "../sources/snippet-code.tsx";
import { useProjects } from "../state/projects-context.ts";
import { useView } from "../state/view-context.ts";
import { Article } from "./article.tsx";

const NO_PROJECT = { id: "PROJECT", writeKey: "KEY" };

export function SnippetPaste(): JSX.Element {
  const projects = useProjects();
  const view = useView();
  return (
    <Article id="paste" title="Paste it">
      <p>
        Two tags, in the head of every page of your site, before other scripts. The first takes calls until
        the second has loaded, so that none is lost and nothing has to wait.
      </p>
      <SnippetCode project={projects.current() ?? NO_PROJECT} />
      <Show
        when={projects.current()}
        fallback={<p>Once you have a project, its id and its key stand in the second tag.</p>}
      >
        {(project) => (
          <p>
            These are the tags of {project().name}. Add the address of your site to its{" "}
            <a href={`${view.href("/sources")}#origins`}>allowed origins</a>: what comes from elsewhere is
            refused, and counted under Sources. The key is no secret. It names the project, as its id does. It
            can be changed under Sources: the old one is taken for as long as you say, and after that a page
            that still has it keeps its events, and sends them once it carries the new tags.
          </p>
        )}
      </Show>
    </Article>
  );
}
