import wasmUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";

interface Keeper {
  WebAssembly: typeof WebAssembly;
  keptDuckdb?: Promise<WebAssembly.Module>;
}

// Each engine that starts would compile DuckDB's 34 MB anew; a process that has the same module
// alive, though, shares what is compiled of it. The page around the tests stays from file to file.
const keeper = window.top as unknown as Keeper;
keeper.keptDuckdb ??= keeper.WebAssembly.compileStreaming(fetch(wasmUrl));
await keeper.keptDuckdb;
