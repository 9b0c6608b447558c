import type { JSX } from "solid-js";
import { PLAN_LIMITS } from "../../model/tracking-plan.ts";
import { counted } from "../state/counted.ts";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const TrackingPlanHelp = (): JSX.Element => (
  <Article id="tracking-plan" title="Tracking plan">
    <p>
      The plan of a project says which events you mean to send, and with which properties. It changes nothing
      about what is stored: an event that departs from it is kept and counted like any other, and the page
      Tracking plan says so.
    </p>
    <h3>Making one</h3>
    <p>
      Infer from data looks at every event and proposes what the plan lacks: names, properties, their types,
      and as required what every event of a name carries. It changes nothing you wrote, and nothing is saved
      until you say so. Or add events and properties by hand, or import a plan.
    </p>
    <h3>What departs from it</h3>
    <TermTable
      caption="Violations of a plan"
      words
      heads={["Violation", "Means"]}
      rows={[
        ["not in the plan", "The plan names no such event, or its event no such property."],
        ["is missing", "A required property is not there. One that is null counts as missing."],
        ["is text, planned as number", "The property has a value of another type."],
      ]}
    />
    <p>
      Every event of the range is read; nothing is sampled. Events whose name begins with <code>$</code> and
      those of type identify are no part of a plan. What the snippet adds by itself (path, title, referrer,
      language, device and the like) is no violation, but you can plan for it. As long as the plan is empty
      nothing departs from it. Live shows the violations of each event as it comes.
    </p>
    <h3>The file</h3>
    <p>
      A plan is exported and imported as JSON. Types are text, number, boolean, list, object and any;
      descriptions may be left out. A file with anything else in it is refused, and the refusal names the
      place. A plan holds {counted(PLAN_LIMITS.events, "event")} of{" "}
      {counted(PLAN_LIMITS.properties, "property", "properties")} each, at most 1 MB.
    </p>
    <CodeBlock
      label="Example of a tracking plan as a file"
      text={`{
  "lochan": "tracking-plan",
  "version": 1,
  "events": [
    {
      "name": "signup",
      "description": "Sent once, when the account is made.",
      "properties": [
        { "key": "plan", "type": "text", "required": true },
        { "key": "seats", "type": "number", "required": false }
      ]
    }
  ]
}`}
    />
  </Article>
);
