/** Whole numbers from 0 to below what is asked for, the same for the same seed. */
export function makeRandom(seed: number): (below: number) => number {
  let random = seed;
  return (below) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 4_294_967_296) * below);
  };
}
