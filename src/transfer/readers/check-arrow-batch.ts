import { type Table, Type } from "@uwdata/flechette";
import { ArrowTooLarge } from "./cut-arrow.ts";

/** Each becomes a value in memory, however few bytes say that there are so many of them: nulls take none. */
const MOST_VALUES = 2 ** 26;

type Places = ArrayLike<number | bigint>;

/** What is looked at of a column's batch. */
interface Batch {
  length: number;
  type: { typeId: number };
  offsets?: Places;
  sizes?: Places;
  stride?: number;
  children?: readonly Batch[];
}

/**
 * Throws unless a record batch has at most 64 million values, its columns are as long as it says, and its lists are parts of what they are lists of: the library
 * makes all that a damaged one counts.
 */
export function checkArrowBatch({ children, numRows }: Table): void {
  if (children.some(({ length }) => length !== numRows))
    throw new Error("A column has another length than the record batch.");
  const count = (batches: readonly Batch[]): number =>
    batches.reduce((sum, batch) => sum + batch.length + listed(batch) + count(batch.children ?? []), 0);
  const values = children.reduce((sum, { data }) => sum + count(data as readonly Batch[]), numRows);
  if (!(values <= MOST_VALUES))
    throw new ArrowTooLarge(
      `One record batch of the Arrow file has more than ${MOST_VALUES.toLocaleString("en")} values. Write it in smaller batches, or as Parquet.`,
    );
}

/** Values that lists have beyond those of their child: views may overlap. */
function listed({ length, type, offsets = [], sizes = [], stride = 0, children }: Batch): number {
  const most = children?.[0]?.length ?? 0;
  switch (type.typeId) {
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      for (let row = 0; row < length; row++)
        if (!(Number(offsets[row]) <= Number(offsets[row + 1])))
          throw new Error("A list ends before it begins.");
      return requireWithin(Number(offsets[length] ?? 0), most);
    case Type.ListView:
    case Type.LargeListView: {
      let sum = 0;
      for (let row = 0; row < length; row++) {
        requireWithin(Number(offsets[row]) + Number(sizes[row]), most);
        sum += Number(sizes[row]);
      }
      return sum;
    }
    case Type.FixedSizeList:
      return requireWithin(length * stride, most);
    default:
      return 0;
  }
}

function requireWithin(end: number, most: number): 0 {
  if (!(end >= 0 && end <= most)) throw new Error("A list goes on beyond its values.");
  return 0;
}
