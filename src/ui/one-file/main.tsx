import "../theme/tokens.css";
import "../theme/base.css";
import { render } from "solid-js/web";
import { FilePage } from "./file-page.tsx";
import { readSlice } from "./read-slice.ts";

const found = readSlice(document);
const root = document.getElementById("app");
if (root !== null)
  render(
    () =>
      found === undefined ? (
        <p>This file is damaged, or of a Lochan newer than what is in it: its numbers cannot be read.</p>
      ) : (
        <FilePage found={found} />
      ),
    root,
  );
