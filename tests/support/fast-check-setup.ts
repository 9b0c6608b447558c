import fc from "fast-check";

/** Of each property, seconds; a normal run has none. */
const soakSeconds = Number(process.env["SOAK_SECONDS"] ?? 0);
export const soak = soakSeconds > 0;
const given = Number(process.env["SEED"]);
const seed = Number.isInteger(given) && given !== 0 ? given : Date.now() | 0;

// A soak tries fresh seeds for as long as SOAK_SECONDS says, for each property; a run stopped by
// the clock has not failed. `SEED=n` repeats one.
fc.configureGlobal({
  seed,
  ...(soak && {
    numRuns: 1_000_000,
    interruptAfterTimeLimit: soakSeconds * 1_000,
    markInterruptAsFailure: false,
  }),
});
if (soak) console.info(`fast-check seed ${seed}`);

/** Parameters of a property: `numRuns` in a normal run, the global ones in a soak. */
export const runs = (numRuns: number): { numRuns?: number } => (soak ? {} : { numRuns });
