import fc from "fast-check";

const soak = import.meta.env.MODE === "soak";
const given = Number(process.env["SEED"]);
const seed = Number.isInteger(given) && given !== 0 ? given : Date.now() | 0;

// A soak tries fresh seeds for as long as SOAK_SECONDS says, for each property; a run stopped by
// the clock has not failed. `SEED=n` repeats one.
fc.configureGlobal({
  seed,
  ...(soak && {
    numRuns: 1_000_000,
    interruptAfterTimeLimit: Number(process.env["SOAK_SECONDS"] ?? 120) * 1_000,
    markInterruptAsFailure: false,
  }),
});
if (soak) console.info(`fast-check seed ${seed}`);

/** Parameters of a property: `numRuns` in a normal run, the global ones in a soak. */
export const runs = (numRuns: number): { numRuns?: number } => (soak ? {} : { numRuns });
