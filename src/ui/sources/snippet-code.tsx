import type { JSX } from "solid-js";
import { snippetMarkup } from "../../snippet/stub.ts";
import { CopyBlock } from "../controls/copy-block.tsx";

/** What a site pastes into its head. */
export function SnippetCode(props: { project: { id: string; writeKey: string } }): JSX.Element {
  return (
    <CopyBlock
      label="The snippet"
      text={snippetMarkup({
        origin: window.location.origin,
        projectId: props.project.id,
        key: props.project.writeKey,
      })}
      action="Copy snippet"
      said="The snippet is on the clipboard."
    />
  );
}
