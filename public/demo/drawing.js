import { s } from "./element.js";

/** A picture of a product, drawn from the two colours of it or of a choice of it. */
export function drawing({ art, name, ...own }, { ink, paper } = own) {
  const parts = { pot, cup, scoop, box, letters }[art]?.(ink, paper) ?? tin(ink, paper, art, name);
  return s(
    "svg",
    {
      viewBox: "0 0 240 260",
      class: "drawing",
      preserveAspectRatio: "xMidYMid slice",
      "aria-hidden": "true",
    },
    s("rect", { width: 240, height: 260, fill: paper }),
    s("ellipse", { cx: 120, cy: 222, rx: 82, ry: 11, fill: ink, opacity: 0.16 }),
    ...parts,
  );
}

function tin(ink, paper, motif, name) {
  const lines = name.length > 11 ? halves(name) : [name];
  return [
    s("path", { d: "M58 70h124v134q0 14-14 14H72q-14 0-14-14z", fill: ink }),
    s("path", { d: "M58 70h22v148h-8q-14 0-14-14z", fill: "#fff", opacity: 0.1 }),
    s("path", { d: "M160 70h22v134q0 14-14 14h-8z", fill: "#000", opacity: 0.14 }),
    s("rect", { x: 53, y: 44, width: 134, height: 32, rx: 7, fill: ink }),
    s("rect", { x: 53, y: 66, width: 134, height: 10, rx: 4, fill: "#000", opacity: 0.22 }),
    s("rect", { x: 72, y: 96, width: 96, height: 100, rx: 4, fill: paper }),
    s("rect", { x: 76, y: 100, width: 88, height: 92, rx: 2, fill: "none", stroke: ink, opacity: 0.5 }),
    ...motifs[motif](ink),
    ...lines.map((line, row) =>
      s(
        "text",
        {
          x: 120,
          y: 168 + row * 14 - (lines.length - 1) * 3,
          "text-anchor": "middle",
          "font-family": "Iowan Old Style, Palatino, Georgia, serif",
          "font-size": 12,
          fill: ink,
        },
        line,
      ),
    ),
  ];
}

function halves(name) {
  const words = name.split(" ");
  const splits = words
    .slice(1)
    .map((_, at) => [words.slice(0, at + 1).join(" "), words.slice(at + 1).join(" ")]);
  const longest = (pair) => Math.max(...pair.map((line) => line.length));
  return splits.sort((a, b) => longest(a) - longest(b))[0];
}

const stroke = (d, ink, width = 2) =>
  s("path", { d, fill: "none", stroke: ink, "stroke-width": width, "stroke-linecap": "round" });

const motifs = {
  leaf: (ink) => [
    s("path", { d: "M120 150c-22-12-20-34 0-44 20 10 22 32 0 44z", fill: ink }),
    stroke("M120 150v-36m0 20-8-8m8 0 8-8", "#fff", 1.4),
  ],
  sun: (ink) => [
    s("circle", { cx: 120, cy: 129, r: 11, fill: ink }),
    ...Array.from({ length: 12 }, (_, ray) => {
      const angle = (ray * Math.PI) / 6;
      const at = (radius) => `${120 + radius * Math.cos(angle)} ${129 + radius * Math.sin(angle)}`;
      return stroke(`M${at(15)}L${at(20)}`, ink);
    }),
  ],
  wave: (ink) => [0, 11, 22].map((down) => stroke(`M92 ${118 + down}q7-9 14 0t14 0 14 0 14 0`, ink)),
  ember: (ink) => [
    s("path", {
      d: "M120 106c4 12 17 17 17 30a17 17 0 0 1-34 0c0-9 8-12 8-20 5 3 8 6 9 10 2-6 2-12 0-20z",
      fill: ink,
    }),
  ],
};

function pot(ink) {
  return [
    s("path", { d: "M66 128q-30-6-34 14 4 32 40 38", fill: "none", stroke: ink, "stroke-width": 11 }),
    s("path", { d: "M176 146q22-8 28-36l10 4q-2 46-34 62z", fill: ink }),
    s("ellipse", { cx: 122, cy: 164, rx: 64, ry: 56, fill: ink }),
    s("ellipse", { cx: 100, cy: 146, rx: 14, ry: 24, fill: "#fff", opacity: 0.13 }),
    s("path", { d: "M86 116q36-22 72 0z", fill: ink, stroke: "#fff", "stroke-opacity": 0.25 }),
    s("circle", { cx: 122, cy: 96, r: 9, fill: ink }),
  ];
}

function cup(ink, paper) {
  return [
    s("path", { d: "M64 118h112l-12 84q-2 16-18 16H94q-16 0-18-16z", fill: ink }),
    s("ellipse", { cx: 120, cy: 118, rx: 56, ry: 13, fill: paper, stroke: ink, "stroke-width": 4 }),
    s("ellipse", { cx: 120, cy: 121, rx: 45, ry: 8, fill: "#b06a2c" }),
    stroke("M104 92c-8-12 8-16 0-28m30 28c-8-12 8-16 0-28", ink, 3),
  ];
}

function scoop(ink) {
  return [
    s("path", { d: "M140 128 196 62q10-8 16 2t-4 16l-54 62z", fill: ink }),
    s("ellipse", { cx: 104, cy: 168, rx: 58, ry: 42, fill: ink, transform: "rotate(-24 104 168)" }),
    s("ellipse", {
      cx: 102,
      cy: 160,
      rx: 44,
      ry: 26,
      fill: "#000",
      opacity: 0.3,
      transform: "rotate(-24 102 160)",
    }),
    ...[78, 96, 114].map((x, row) => stroke(`M${x} ${172 - row * 9}q8-14 16-4`, "#7f9c5b", 5)),
  ];
}

function box(ink, paper) {
  const lid = ["#3a2a26", "#1f4d3d", "#7b5d86", "#7c2d20", "#3f6b4f", "#b06a2c"];
  return [
    s("path", { d: "M48 128h144v74q0 12-12 12H60q-12 0-12-12z", fill: ink }),
    s("path", { d: "M48 128h144v12H48z", fill: "#000", opacity: 0.22 }),
    ...lid.map((fill, at) => {
      const [x, y] = [62 + (at % 3) * 40, 66 + Math.floor(at / 3) * 30];
      return s(
        "g",
        {},
        s("rect", { x, y, width: 36, height: 60, rx: 5, fill }),
        s("rect", { x: x - 1, y, width: 38, height: 11, rx: 4, fill: "#000", opacity: 0.28 }),
        s("rect", { x: x + 6, y: y + 18, width: 24, height: 14, rx: 2, fill: paper }),
      );
    }),
    s("path", { d: "M48 134h144v68q0 12-12 12H60q-12 0-12-12z", fill: ink }),
    s("path", { d: "M112 134h16v80h-16z", fill: paper, opacity: 0.85 }),
    s("path", {
      d: "M120 172c-30-24-40 8-8 8-22 18-4 30 8 6 12 24 30 12 8-6 32 0 22-32-8-8z",
      fill: paper,
    }),
  ];
}

function letters(ink, paper) {
  const card = (x, y, turn, ...inside) =>
    s(
      "g",
      { transform: `rotate(${turn} ${x + 62} ${y + 42})` },
      s("rect", {
        x,
        y,
        width: 124,
        height: 84,
        rx: 6,
        fill: "#fffdf8",
        stroke: ink,
        "stroke-opacity": 0.35,
      }),
      ...inside,
    );
  return [
    card(62, 62, -9),
    card(54, 98, 6),
    card(
      58,
      124,
      -2,
      s("path", { d: "M58 130q62 56 124 0", fill: "none", stroke: ink, "stroke-width": 2, opacity: 0.5 }),
      s("circle", { cx: 120, cy: 164, r: 15, fill: ink }),
      s("path", { d: "M120 172c-9-5-8-14 0-18 8 4 9 13 0 18z", fill: paper }),
    ),
  ];
}

/** A small drawing for pages without a product: an empty cup on its saucer. */
export const emptyCup = () =>
  s(
    "svg",
    { viewBox: "0 0 200 120", class: "empty-cup", "aria-hidden": "true" },
    s("ellipse", { cx: 96, cy: 104, rx: 84, ry: 9, fill: "currentColor", opacity: 0.14 }),
    s("path", {
      d: "M44 40h104q-2 56-34 60H78q-32-4-34-60z",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 4,
      "stroke-linejoin": "round",
    }),
    s("path", {
      d: "M148 50q28-4 28 16t-34 18",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 4,
      "stroke-linecap": "round",
    }),
    s("path", { d: "M20 104h152", stroke: "currentColor", "stroke-width": 4, "stroke-linecap": "round" }),
  );

export const heart = () =>
  s(
    "svg",
    { viewBox: "0 0 24 24", class: "heart", "aria-hidden": "true" },
    s("path", {
      d: "M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.4 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
      "stroke-width": 1.7,
      "stroke-linejoin": "round",
    }),
  );
