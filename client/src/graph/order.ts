/** One thing in a row of the picture, and what it is joined to in the rows above and below. */
export interface RowItem {
  readonly width: number;
  /** Room to the next item. */
  readonly gap: number;
  /** A line that only passes: it is to be as straight as possible. */
  readonly passes: boolean;
  /** How much what it is joined to is drawn towards it, and what it competes with gives way. */
  readonly pull: number;
  readonly above: RowItem[];
  readonly below: RowItem[];
  /** Of its middle. */
  x: number;
  /** Place in its row. */
  place: number;
}

/** Sweeps of the barycentre method (Sugiyama, Tagawa, Toda 1981); crossings hardly get fewer after that. */
const sweeps = 8;

/** Orders the items of each row so that few lines cross. Rows are changed in place; equal input gives equal order. */
export function orderRows(rows: RowItem[][]): void {
  for (const row of rows) setPlaces(row);
  let best = rows.map((row) => [...row]);
  let fewest = countCrossings(rows);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) sortByNeighbours(row, down);
    const crossings = countCrossings(rows);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = rows.map((row) => [...row]);
  }
  best.forEach((row, index) => {
    rows[index] = row;
    setPlaces(row);
  });
}

function setPlaces(row: readonly RowItem[]): void {
  row.forEach((item, place) => {
    item.place = place;
  });
}

function sortByNeighbours(row: RowItem[], down: boolean): void {
  const wanted = new Map(
    row.map((item) => {
      const neighbours = down ? item.above : item.below;
      return [item, neighbours.length === 0 ? item.place : mean(neighbours.map(({ place }) => place))];
    }),
  );
  row.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || a.place - b.place);
  setPlaces(row);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How often lines between neighbouring rows cross. */
export function countCrossings(rows: readonly (readonly RowItem[])[]): number {
  return rows.reduce((sum, row) => sum + crossingsBelow(row), 0);
}

/** Inversions among the ends of the lines, counted by insertion into a sorted list. */
function crossingsBelow(row: readonly RowItem[]): number {
  const seen: number[] = [];
  let crossings = 0;
  for (const item of row) {
    const ends = item.below.map(({ place }) => place);
    for (const end of ends) crossings += seen.length - upperBound(seen, end);
    for (const end of ends) seen.splice(upperBound(seen, end), 0, end);
  }
  return crossings;
}

function upperBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Lines that pass pull each other into a vertical more than they pull boxes. */
const straightness = 8;

/** Gives each item an `x` such that the items of a row do not touch and are near what they are joined to. */
export function placeRows(rows: readonly (readonly RowItem[])[]): void {
  for (const row of rows) place(row, (item) => item.x);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 1;
    for (const row of down ? rows : [...rows].reverse())
      place(row, (item) => wantedPlace(item, down ? item.above : item.below));
  }
  for (const row of rows) place(row, (item) => wantedPlace(item, [...item.above, ...item.below]));
  closeGaps(rows);
}

function wantedPlace(item: RowItem, neighbours: readonly RowItem[]): number {
  if (neighbours.length === 0) return item.x;
  let sum = 0;
  let weights = 0;
  for (const other of neighbours) {
    const weight = other.pull * (item.passes && other.passes ? straightness : 1);
    sum += weight * other.x;
    weights += weight;
  }
  return sum / weights;
}

/**
 * Places a row as near to the wanted places as the widths allow: least squares under order constraints, by pooling adjacent
 * violators (Barlow et al. 1972).
 */
function place(row: readonly RowItem[], wanted: (item: RowItem) => number): void {
  const offsets: number[] = [];
  row.forEach((item, index) => {
    const before = row[index - 1];
    offsets.push(
      before ? (offsets[index - 1] ?? 0) + before.width / 2 + Math.max(before.gap, item.gap) + item.width / 2 : 0,
    );
  });
  const pools: { sum: number; weight: number; count: number }[] = [];
  row.forEach((item, index) => {
    let pool = { sum: item.pull * (wanted(item) - (offsets[index] ?? 0)), weight: item.pull, count: 1 };
    for (let last = pools.at(-1); last && last.sum / last.weight >= pool.sum / pool.weight; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, weight: pool.weight + last.weight, count: pool.count + last.count };
    }
    pools.push(pool);
  });
  let index = 0;
  for (const { sum, weight, count } of pools) {
    for (const end = index + count; index < end; index++) {
      const item = row[index];
      if (item) item.x = sum / weight + (offsets[index] ?? 0);
    }
  }
}

/** Moves parts of the picture that hang together as far to the left as what is beside them lets them. */
function closeGaps(rows: readonly (readonly RowItem[])[]): void {
  const parts = partsOf(rows);
  const leftmost = Math.min(...parts.flat().map(leftOf));
  const before = new Map<RowItem, RowItem>();
  for (const row of rows) row.forEach((item, index) => index > 0 && before.set(item, row[index - 1] ?? item));
  for (const part of [...parts].sort((a, b) => Math.min(...a.map(leftOf)) - Math.min(...b.map(leftOf)))) {
    const own = new Set(part);
    let room = Number.POSITIVE_INFINITY;
    for (const item of part) {
      const neighbour = before.get(item);
      if (neighbour && own.has(neighbour)) continue;
      const bound = neighbour ? neighbour.x + neighbour.width / 2 + Math.max(neighbour.gap, item.gap) : leftmost;
      room = Math.min(room, leftOf(item) - bound);
    }
    for (const item of part) item.x -= room;
  }
}

function leftOf({ x, width }: RowItem): number {
  return x - width / 2;
}

/** Items that are joined, directly or through others. */
function partsOf(rows: readonly (readonly RowItem[])[]): readonly (readonly RowItem[])[] {
  const seen = new Set<RowItem>();
  const parts: RowItem[][] = [];
  for (const start of rows.flat()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const part = [start];
    // The list grows while it is gone through.
    for (const item of part) {
      for (const other of [...item.above, ...item.below]) {
        if (seen.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    }
    parts.push(part);
  }
  return parts;
}
