/**
 * Calculators for commerce strategy without their form: the very JSON of the command line, as values.
 *
 * Numbers come out as decimal strings, such as "0.1", in all their digits; percentages are in percentage points. Texts are in
 * English and plain: never put them into a page as markup.
 */

/** A page of the catalogue. */
export interface Page {
  /** Its address, such as "tiered-pricing" or "tiered-pricing/price-change". */
  slug: string;
  title: string;
  family: string;
  shelf: string;
}

export type Kind =
  | "money"
  | "price"
  | "percent"
  | "number"
  | "whole"
  | "choice"
  | "flag"
  | "text"
  | "date"
  | "month"
  | "row_of"
  | "list"
  | "table";

/** An input of a page. What means nothing for it is absent. */
export interface Field {
  /** Its name: it stays, or keeps working as an older name. */
  key: string;
  /** What it is called; "{unit}" stands for its unit. */
  label: string;
  kind: Kind;
  /** What its number counts. */
  unit?: string;
  /** The field whose text says what its number counts: beside it, or with "^" in the row around. */
  unit_of?: string;
  /** The least that it takes. */
  min?: string;
  /** It takes only what is more than this. */
  above?: string;
  /** The most that it takes. */
  max?: string;
  /** What it stands for while it is empty. */
  default?: string;
  /** It may stay empty. */
  optional?: true;
  /** Of a choice: what it takes. */
  options?: Option[];
  /** Of a reference: the table and the column of it whose texts it takes, such as "plans.name". */
  row_of?: string;
  /** Of a table. */
  min_rows?: number;
  /** Of a table. */
  max_rows?: number;
  /** Of a table: the inputs of each row. */
  rows?: Field[];
  /** It counts only where all of these hold. */
  when?: Condition[];
  /** The part of the form that it stands in. */
  section?: string;
  help?: string;
}

export interface Option {
  key: string;
  label: string;
}

/** The field beside it, or with "^" in the row around, holds one of these. */
export interface Condition {
  key: string;
  values: string[];
}

/** A number: as a string it keeps all its digits. */
export type NumberIn = string | number | bigint;

/** Text that a form could not read, as saved drafts may hold it. It is refused where it counts. */
export interface Unread {
  unread: string;
}

/** What an input takes. Flags take true and false, or "yes" and "no"; dates "2026-01-31"; lists an array of numbers. */
export type Input = NumberIn | boolean | null | undefined | Unread | readonly (NumberIn | null)[] | readonly Row[];

/** A row of a table, by the keys of its fields. */
export interface Row {
  readonly [key: string]: Input;
}

/** The inputs of a page by key. A key that is missing takes its default, or is a problem. */
export interface Inputs extends Row {
  /** The currency, such as "EUR"; US dollars unless told. */
  readonly _cur?: string;
  /** The revision of the page that the inputs were written for; that of now unless told. */
  readonly _r?: number;
}

/** The inputs of a worked example, with texts and rows alone. */
export interface Example {
  [key: string]: string | ExampleRow[];
  _cur: string;
}

export interface ExampleRow {
  [key: string]: string | ExampleRow[];
}

/** A place and what is wrong with it or should be known of it. */
export interface Problem {
  /** The path of the field, such as "plans.0.charges.1.unit_price"; empty for the whole. */
  at: string;
  /** A sentence that says what to do. */
  message: string;
}

/** There is no answer, for these reasons. */
export interface Problems {
  problems: Problem[];
}

export interface Figure {
  /** null where there is none; `text` then says why. */
  value: string | null;
  /** A currency, "%", what is counted, "text", "date" or "month". */
  unit: string;
  label: string;
  /** The value as a reader of English expects it. */
  text: string;
  /** How it comes about: a formula over inputs, figures and tables, or a sentence. */
  account: string;
}

export interface Column {
  key: string;
  label: string;
  unit: string;
}

export interface Table {
  label: string;
  columns: Column[];
  /** Each with a value for each column. */
  rows: { [column: string]: string | null }[];
}

export interface Answer {
  /** The answer in a sentence. */
  answer: string;
  notes: string[];
  figures: { [key: string]: Figure };
  tables: { [key: string]: Table };
  warnings: Problem[];
}

/**
 * Loads the calculators; await it before any other call. Calls after the first do nothing more; one that failed may be tried
 * again.
 * @param source the wasm file, or where it is. It stands beside the module unless told otherwise.
 */
export function init(source?: Source | Promise<Source>): Promise<void>;

export type Source = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** Every page. */
export function list(): Page[];

/** The inputs that a page takes, or problems: there is no such page. */
export function schema(slug: string): Field[] | Problems;

/** The inputs of a worked example of a page, of the first unless it is named; or problems: there is no such page or example. */
export function example(slug: string, name?: string): Example | Problems;

/** The answer of a page to inputs, or what is wrong with them. */
export function run(slug: string, inputs?: Inputs): Answer | Problems;
