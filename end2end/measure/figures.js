/** The middle one; of an even number, the mean of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Prints a table with a heading. */
export function report(heading, rows) {
  console.log(`\n${heading}`);
  console.table(rows);
}
