// The element <cc-calculator> of embed.js, for pages written in TypeScript. protocol.json has the messages in full.

/** Inputs as links and files have them: decimal text with a point, percentages in points, a table as an array of its rows. */
export type Inputs = { [key: string]: string | number | boolean | null | Inputs[] | (string | number | null)[] };

/** What the page around a calculator hears of it, as the command line prints it. */
export interface State {
  inputs?: Inputs;
  outputs?: { [key: string]: unknown };
  /** Whether the outputs are those of the inputs. */
  valid?: boolean;
  cause?: "user" | "host" | "link";
}

export interface Field {
  id: string;
  label: string;
  kind: string;
  unit?: string;
  min?: string;
  max?: string;
  locked: boolean;
}

export interface Ready {
  calc: string;
  rev: number;
  fields: Field[];
  outputs: { id: string; label: string; unit?: string }[];
}

export interface Failure {
  code: string;
  field?: string;
  message: string;
}

/**
 * A calculator in a frame. Its attributes are read when it is put into the page: `calc` (such as `tiered-pricing`), `src` (the address
 * of the app, if not that of embed.js), `inputs` (what stands behind the `?` of a link), `hide`, `lock`, `ro`, `theme`, `accent`,
 * `density`, `lang`, `num`, `cur`, `title`, `height` (in pixels, until it is known) and `sandbox`.
 */
export interface CalculatorElement extends HTMLElement {
  /** What stands in the calculator. Setting it is `setInputs`. */
  inputs: Inputs | undefined;
  readonly outputs: State["outputs"];
  readonly state: State;
  /** Puts inputs in, as if they had been typed. Before the calculator is ready they wait. */
  setInputs(inputs: Inputs, mode?: "merge" | "replace"): void;
  /** These ask the calculator, and wait until it is ready. What it cannot give rejects with a `Failure`. */
  getLink(): Promise<string>;
  /** The first table of the results, and the first chart. */
  exportCsv(): Promise<string>;
  exportSvg(): Promise<string>;
  getSchema(): Promise<unknown[]>;
  get(what: "state" | "link" | "csv" | "svg" | "schema"): Promise<unknown>;
  /** Sends any message of the protocol, such as `theme`, `lock`, `focus` or `print`. */
  send(type: string, payload?: unknown): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "cc-calculator": CalculatorElement;
  }
  interface HTMLElementEventMap {
    "cc-ready": CustomEvent<Ready>;
    "cc-change": CustomEvent<State>;
    "cc-error": CustomEvent<Failure>;
  }
}
