/**
 * Starts DuckDB's worker, whose script the worker's name is: what a service worker answers with has
 * an address of its own. DuckDB writes the blocks of a checkpoint, then the header that makes them the
 * database, and flushes nothing here: a power cut between could leave a header of blocks that never
 * came to the disk. So each header is flushed before and after. And a module that cannot be had or
 * compiled is a promise nobody of DuckDB's waits for: it is told as an error of the worker.
 */
const FIRST_BLOCK = 3 * 4096;

if (typeof FileSystemSyncAccessHandle === "function") {
  const { read, write } = FileSystemSyncAccessHandle.prototype;
  // DuckDB asks again for what it did not get, for ever.
  FileSystemSyncAccessHandle.prototype.read = function (bytes, options) {
    const got = read.call(this, bytes, options);
    if (got === 0 && bytes.byteLength > 0) throw new Error("The file ends before its last block: corrupt");
    return got;
  };
  FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
    const isHeader = options !== undefined && options.at < FIRST_BLOCK;
    if (isHeader) this.flush();
    const written = write.call(this, bytes, options);
    if (isHeader) this.flush();
    return written;
  };
}

const { instantiateStreaming } = WebAssembly;
if (typeof instantiateStreaming === "function")
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      return await instantiateStreaming(source, imports);
    } catch (error) {
      reportError(error);
      throw error;
    }
  };

const script = new URL(self.name, location.origin);
if (script.origin === location.origin) importScripts(script.href);
