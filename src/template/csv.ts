/** How fields stand in a CSV text. */
interface CsvDialect {
  readonly delimiter: string;
  /** Default `"`. */
  readonly quote?: string;
  /** Blanks after a delimiter do not belong to the field. Default false. */
  readonly skipInitialSpace?: boolean;
}

/** The rows of a CSV text as Python's csv reader gives them: quotes are doubled inside quoted fields. */
export function parseCsv(text: string, dialect: CsvDialect): string[][] {
  const { delimiter, quote = '"', skipInitialSpace = false } = dialect;
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let start = true;
  const endField = (): void => {
    row.push(field);
    field = '';
    start = true;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== quote) field += char;
      else if (text[i + 1] === quote) field += text[++i]!;
      else quoted = false;
    } else if (char === quote && start) {
      quoted = true;
      start = false;
    } else if (char === delimiter) endField();
    else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      if (row.length > 0 || !start) endField();
      rows.push(row);
      row = [];
    } else if (!(skipInitialSpace && start && char === ' ')) {
      field += char;
      start = false;
    }
  }
  if (row.length > 0 || !start) endField();
  return row.length > 0 ? [...rows, row] : rows;
}
