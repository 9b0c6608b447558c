import { formatCount } from "../state/format.ts";

const PAD = 16;
const TITLE_HEIGHT = 48;
const LEGEND_HEIGHT = 24;
const BARS_WIDTH = 640;
const BAR_HEIGHT = 30;
const BAR_GAP = 3;

/** A line of a legend; `dash` as of a canvas. */
export interface LegendKey {
  words: string;
  /** A property of CSS the page has, or a colour. */
  color: `--${string}` | `#${string}`;
  dash?: number[];
}

/** The colour a property of CSS has where a plot stands. */
export const inkOf = (plot: HTMLElement, color: `--${string}`): `#${string}` =>
  getComputedStyle(plot).getPropertyValue(color).trim() as `#${string}`;

interface Heading {
  title: string;
  /** What it is of: a range, filters. */
  about: string;
}

/** A picture in the theme of the page, at the sharpness of its screen. */
function openPicture(width: number, height: number) {
  const ratio = Math.max(1, devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser draws on no canvas.");
  pen.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const fill = (name: string, x: number, y: number, wide: number, high: number): void => {
    pen.fillStyle = ink(name);
    pen.fillRect(x, y, wide, high);
  };
  /** Cut where it is wider than `most`. */
  const write = (
    words: string,
    x: number,
    y: number,
    look: { color: string; font: string },
    most = width,
  ) => {
    pen.fillStyle = ink(look.color);
    pen.font = `${look.font} ${ink("--font")}`;
    pen.textBaseline = "middle";
    let shown = words;
    while (pen.measureText(shown).width > most && shown.length > 1)
      shown = `${shown.slice(0, Math.floor(shown.length * 0.9) - 1)}…`;
    pen.fillText(shown, x, y);
    return pen.measureText(shown).width;
  };
  fill("--panel", 0, 0, width, height);
  return { canvas, pen, ink, fill, write };
}

const head = ({ write }: ReturnType<typeof openPicture>, { title, about }: Heading, width: number): void => {
  write(title, PAD, PAD + 8, { color: "--ink", font: "600 15px" }, width - 2 * PAD);
  write(about, PAD, PAD + 28, { color: "--ink-3", font: "12px" }, width - 2 * PAD);
};

/** What a plot shows, under its title and legend. */
export function drawPlot(
  plot: HTMLCanvasElement,
  heading: Heading,
  legend: readonly LegendKey[],
): HTMLCanvasElement {
  const { clientWidth, clientHeight } = plot;
  const width = clientWidth + 2 * PAD;
  const top = PAD + TITLE_HEIGHT;
  const picture = openPicture(width, top + clientHeight + LEGEND_HEIGHT + PAD);
  head(picture, heading, width);
  picture.pen.drawImage(plot, PAD, top, clientWidth, clientHeight);
  let x = PAD;
  const y = top + clientHeight + LEGEND_HEIGHT / 2;
  for (const { words, color, dash = [] } of legend) {
    if (x > width - PAD - 60) break;
    picture.pen.strokeStyle = color.startsWith("--") ? picture.ink(color) : color;
    picture.pen.lineWidth = 2;
    picture.pen.setLineDash(dash);
    picture.pen.beginPath();
    picture.pen.moveTo(x, y);
    picture.pen.lineTo(x + 18, y);
    picture.pen.stroke();
    x += 24 + picture.write(words, x + 24, y, { color: "--ink-2", font: "12px" }) + 20;
  }
  return picture.canvas;
}

/** A list of bars, each as long as its share of the longest. */
export function drawBars(
  bars: readonly { label: string; value: number }[],
  heading: Heading,
  other: number | undefined,
): HTMLCanvasElement {
  const rows = other === undefined || other === 0 ? bars.length : bars.length + 1;
  const picture = openPicture(BARS_WIDTH, 2 * PAD + TITLE_HEIGHT + rows * (BAR_HEIGHT + BAR_GAP));
  head(picture, heading, BARS_WIDTH);
  const wide = BARS_WIDTH - 2 * PAD;
  const greatest = Math.max(1, ...bars.map(({ value }) => Math.abs(value)));
  const row = (at: number, label: string, value: number, color: string): void => {
    const y = PAD + TITLE_HEIGHT + at * (BAR_HEIGHT + BAR_GAP);
    if (color === "--ink")
      picture.fill(
        value < 0 ? "--down-soft" : "--accent-soft",
        ...([PAD, y, (Math.abs(value) / greatest) * wide, BAR_HEIGHT] as const),
      );
    const number = formatCount(value);
    picture.pen.font = `550 13px ${picture.ink("--font")}`;
    const numberWidth = picture.pen.measureText(number).width;
    const middle = y + BAR_HEIGHT / 2;
    picture.write(label, PAD + 8, middle, { color, font: "13px" }, wide - numberWidth - 32);
    picture.write(number, PAD + wide - 8 - numberWidth, middle, { color, font: "550 13px" });
  };
  for (const [at, { label, value }] of bars.entries()) row(at, label, value, "--ink");
  if (rows > bars.length) row(bars.length, "Everything else", other ?? 0, "--ink-3");
  return picture.canvas;
}
