import type { JSX } from "solid-js";
import { Article, CodeBlock, TermTable } from "./article.tsx";

export const LabHelp = (): JSX.Element => (
  <Article id="lab" title="The lab">
    <p>
      The lab puts your site beside Lochan. Open it from there, in a tab or a window: its snippet finds the
      window that opened it, so events come across sites too, and each shows as it comes with all it carries.
      The address is remembered; one that is not among the allowed origins can be allowed in place.
    </p>
    <TermTable
      caption="What the lab tells of an event"
      words
      heads={["It tells", "How it knows"]}
      rows={[
        [
          "Transport",
          "The receiver of the site's events says by which way each message came: opener, hidden frame, same origin or small window. Of events that were stored while no lab was open it is not known. A collector's file has no transport.",
        ],
        [
          "Timing",
          "From captured to sent by the site's own clock; to received, where both clocks agree within a minute; to stored on disk; to shown on this screen.",
        ],
        ["Plan", "What the event departs from in the project's tracking plan, where there is one."],
        ["Sent again", "How often an id came again. It is stored and counted once."],
        ["Refused", "Why, and the event as it came. The site does not send it again."],
      ]}
    />
    <p>
      Pausing holds the list still, clearing empties it: neither changes what is stored. A site that sends
      Cross-Origin-Opener-Policy: same-origin cuts its tie to Lochan, and the lab says so.
    </p>
    <p>
      <strong>A run</strong> is a time in which a site's events were recorded, under a name. It holds no copy
      of them: they are read from the log, so what is erased, or older than the project keeps, is gone from
      the run too. Two runs can be compared: which events are missing, new or came more or less often, and
      which of their properties are missing, new, of another type, or no longer on every event. Values are not
      compared, and what the snippet adds by itself is left out.
    </p>
    <p>
      <strong>A fixture</strong> is a run as a file, one event a line, of at most 50,000 events. With times
      after the first event it has no ids and no other times, so that the files of two runs that did the same
      differ little; with times as they were it is an export like any other. A fixture is a copy: what is
      erased in Lochan stays in the file, and comes back when it is replayed. Delete or rewrite such files
      too.
    </p>
    <CodeBlock
      label="A line of a fixture"
      text={`{"at":1250,"type":"track","name":"signup","properties":{"plan":"team"},"distinctId":"browser-1"}`}
    />
    <p>
      <strong>A replay</strong> sends a run or a fixture again, into a project called Lab replay or another
      one: as it was, ten times as fast, or all at once. Ids and sessions are new, people stay who they are.
      An event happens when it is sent, so at ten times the speed the gaps are a tenth; sent all at once the
      gaps stay, and the last event is now. An erasure in that project ends a replay that runs. The source of
      what was replayed is replay: and the run's name.
    </p>
  </Article>
);
