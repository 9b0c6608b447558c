import { dirname, relative, resolve, sep } from "node:path";

/** Which rooms of `src` each room may import. The entries beside them may import every room. */
export const ROOMS = {
  model: [],
  database: ["model"],
  catalog: ["model", "database"],
  snippet: ["model"],
  bridge: ["model", "database", "catalog", "intake", "log", "feed", "snippet"],
  intake: ["model", "database", "catalog", "log"],
  sources: ["model", "catalog", "intake", "transfer"],
  transfer: ["model", "database", "catalog", "intake", "log", "query"],
  log: ["model", "database"],
  feed: ["model", "database", "log"],
  rollup: ["model", "database", "log", "feed"],
  mirror: ["model", "database", "log", "feed"],
  query: ["model", "log", "rollup", "mirror"],
  slice: ["model"],
  engine: [
    "model",
    "database",
    "catalog",
    "intake",
    "sources",
    "transfer",
    "log",
    "feed",
    "rollup",
    "mirror",
    "query",
    "slice",
  ],
  ui: ["model", "catalog", "slice", "engine", "snippet"],
};

/** What the interface may see of these rooms: contracts and text to show, never the works. */
const FRONTS = {
  engine: ["api.ts", "client.ts", "console-api.ts", "offline-messages.ts"],
  snippet: ["stub.ts"],
};

/** Imports that only name types across these borders. */
const TYPES_ONLY = [
  ["snippet", "model"],
  ["bridge", "snippet"],
  ["feed", "database"],
  ["mirror", "database"],
  ["transfer", "database"],
];

/** The room that owns a library; others may name its types. */
const OWNED_PACKAGES = {
  dexie: ["database", "log", "rollup"],
  "@duckdb/duckdb-wasm": ["mirror"],
  "roaring-wasm": ["rollup"],
  comlink: ["engine", "workers"],
  "solid-js": ["ui"],
};

function roomOf(root, path) {
  const [top, room, ...rest] = relative(root, path).split(sep);
  if (top === "workers") return "workers";
  if (top !== "src" || rest.length === 0) return undefined;
  return room;
}

function brokenBorder(root, room, targetPath, typeOnly) {
  const target = roomOf(root, targetPath);
  if (target === undefined)
    return `${room} may not import ${relative(root, targetPath)}: it is no room of src`;
  if (target === room) return undefined;
  const allowed = room === "workers" ? ["engine"] : ROOMS[room];
  if (!allowed) return `src/${room} is not a room of the import law`;
  if (!allowed.includes(target)) return `${room} may not import ${target}`;
  if (!typeOnly && TYPES_ONLY.some(([from, to]) => from === room && to === target))
    return `${room} may import only types of ${target}`;
  const file = relative(root, targetPath).split(sep).pop();
  if (room === "ui" && FRONTS[target] && !FRONTS[target].includes(file))
    return `ui may import only ${FRONTS[target].join(", ")} of ${target}, not ${file}`;
  return undefined;
}

/** Why this import breaks the law of the rooms, in words; undefined when it does not. */
export function brokenLaw(root, fromPath, specifier, typeOnly) {
  const room = roomOf(root, fromPath);
  if (room === undefined) return undefined;
  if (specifier.startsWith("."))
    return brokenBorder(root, room, resolve(dirname(fromPath), specifier.split("?")[0]), typeOnly);
  const owner = Object.entries(OWNED_PACKAGES).find(
    ([name]) => specifier === name || specifier.startsWith(`${name}/`),
  );
  if (typeOnly) return undefined;
  if (owner && !owner[1].includes(room)) return `${room} may not import ${owner[0]}`;
  if (room === "snippet") return `snippet may not import ${specifier}: it has no runtime dependency`;
  return undefined;
}

const isTypeOnly = (node) =>
  node.importKind === "type" ||
  node.exportKind === "type" ||
  (node.specifiers?.length > 0 && node.specifiers.every((specifier) => specifier.importKind === "type"));

const importLaw = {
  create(context) {
    const check = (node, source, typeOnly) => {
      if (typeof source?.value !== "string") return;
      const message = brokenLaw(context.cwd, context.filename, source.value, typeOnly);
      if (message) context.report({ node, message: `${message}. The law is in src/README.md.` });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument, true),
    };
  },
};

export default { meta: { name: "lochan" }, rules: { "import-law": importLaw } };
