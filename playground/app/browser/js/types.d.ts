// What the server sends, under the names of payloads.py, which a test compares with this; and what the scripts share.

interface Part {
  part: string;
  stage: string;
  unloaded: string;
}

interface NamedPart extends Part {
  of: string;
}

interface ChartPart {
  figure: Record<string, any>;
  alt: string;
  caption: string;
}

interface HeadlineNumber {
  label: string;
  value: string;
  help: string;
  rounding: string;
  lead?: string;
  note?: string;
}

interface Headline {
  numbers: HeadlineNumber[];
  story: string;
}

interface Sheet {
  address: string;
  columns: number;
  rows: number;
  smooth: boolean;
}

interface TileWords {
  right: string;
  wrong: string;
}

interface GalleryValues {
  shown: number;
  total: number;
  right: number;
  name: string;
  threshold: string;
}

interface Gallery {
  sheet: Sheet;
  pictures: number[];
  places: number[];
  labels: number[];
  answers: number[];
  probabilities: number[];
  names: string[];
  described: TileWords;
  right: string;
  key: string;
  count: string;
  values: GalleryValues;
  range: string;
  none: string;
}

interface Confusion {
  title: string;
  says: string[];
  is: string[];
  marks: string[];
  cells: string[];
  chosen: string;
  counts: number[];
}

interface ScoreTable {
  names: string[];
  explained: string[];
  none: string;
  values: [string, string][];
}

interface Asked {
  keys: string[];
  probabilities: number[];
  answers: number[];
  for: number[];
  against: number[];
  b: number;
}

interface Frame {
  whole: boolean;
  headline: Headline;
  results: number[];
  cost: ChartPart;
  surface: ChartPart;
  gallery: Gallery;
  confusion: Confusion;
  scores: ScoreTable;
  roc: ChartPart;
  asked?: Asked;
}

interface WeightsHeader {
  height: number;
  width: number;
  colours: [number, number, number][];
  alt: string;
  caption: string;
  exact_behind: string;
  channels_alt: string;
  channels_caption: string;
  arrays: Record<string, any>;
}

interface Transport {
  total: number;
  about: string;
  moment: string;
  cost_at: string;
  cost_end: string;
  flips: string;
}

interface PackedArray {
  kind: string;
  bytes: number;
  lags: number[];
  length: number;
  per: number;
  low: number;
}

interface MomentStory {
  start: string;
  later: string;
  compared: string[];
}

interface FilmHeader {
  costs_written: string[];
  accuracies: string[][];
  scores: [string, string][][];
  story: MomentStory;
  alts: Record<string, string>;
  stability: ChartPart | null;
  why: string[];
  transport: Transport;
  asked_keys: string[];
  arrays: Record<string, any>;
}

interface PinRow {
  state: string;
  dataset: string;
  results?: number[];
  written?: string[];
  rounding?: string[];
}

interface Pins {
  dataset: string;
  threshold: string;
  rows: Record<string, PinRow>;
  curves: Record<string, any>[];
  ticks: Record<string, any>;
  highest: number;
  caption: string;
  alt: string;
  labels: [string, string, string];
  words: Record<string, string>;
}

interface PinnedPaths {
  lines: Record<string, any>[];
  numbers: Record<string, any>[];
  told: string;
}

interface MapColumns {
  costs: number[][];
  train: number[][];
  test: number[][];
}

interface MapRanges {
  decided: number[][];
  costs: number[][][];
  train: number[][][];
  test: number[][][];
}

interface FoldRanges {
  decided: number[][];
  folds: number[][][];
}

interface BestCell {
  row: number;
  column: number;
  score: number;
  ties: number;
  tested: number[];
}

interface BestCells {
  test: BestCell;
  folds: BestCell;
  train: BestCell;
  costs: BestCell;
}

interface Difference {
  promise: number;
  honest: number;
  count: number;
  low: number;
  high: number;
}

interface MapSeconds {
  sweep: number;
  validation: number;
}

interface MapLine {
  iterations?: number[];
  columns?: MapColumns;
  ranges?: MapRanges;
  fold?: number;
  folds?: number;
  iteration?: number;
  again?: boolean;
  judged?: number;
  right?: number[][];
  fold_ranges?: FoldRanges;
  best?: BestCells;
  difference?: Difference;
  chance?: [number, number] | null;
  seconds?: MapSeconds;
}

interface CopyPart extends NamedPart {
  text: string;
  words: Record<string, string>;
}

interface NudgesPart extends NamedPart {
  far: number;
  at: number;
  words: Record<string, string>;
}

interface QuestionPart extends NamedPart {
  question: Record<string, string>;
  positions: Record<string, number>;
  steps: Record<string, string[]>;
  visitor: Record<string, string>;
  frames: string;
  films: string;
  weights: string;
  pins: string;
  paths: string;
  pinned: Record<string, string>;
  plotly: string;
  unread: string;
  texts: Record<string, string>;
}

interface MapAlt {
  complete: string;
  waiting: string;
}

interface MapCounts {
  train: number;
  test: number;
}

interface MapBaseline {
  name: string;
  baseline: number;
}

interface MapBaselines {
  test: MapBaseline;
  folds: MapBaseline;
}

interface MapRows {
  names: string[];
  places: number[];
  choices: Record<string, string>[];
  here: string;
}

interface MapWords {
  score: string;
  figure: Record<string, any>;
  rows: MapRows;
  alt: MapAlt;
  intro: string;
  counts: MapCounts;
  baselines: MapBaselines;
  folds: number;
  words: Record<string, any>;
  choosing: Record<string, string>;
}

interface MapPart extends Part, MapWords {
  plotly: string;
  visitor: Record<string, string>;
  source: string;
  positions: Record<string, number>;
  steps: Record<string, string[]>;
  unread: string;
}

interface WatchPart extends Part {
  language: string;
  away: string;
  session: string;
  visitor: Record<string, string>;
  positions: Record<string, number>;
  steps: Record<string, string[]>;
}

interface ToldChapter {
  title: string;
  say: string;
  note: string;
  minutes: number;
}

interface PresenterPart extends NamedPart {
  place: number;
  page: string;
  plan: ToldChapter[];
  screens: string[];
  notes: string;
  keys: [string, string][];
  words: Record<string, string>;
}

interface NotesPart extends NamedPart {
  words: Record<string, string>;
}

interface WallPart extends NamedPart {
  about: string;
  at: string;
  join: string;
  home: string;
  lead: string;
  search: string;
  rates: string[];
  language: string;
  dataset: string;
  limit: number | null;
  ranges: Record<string, number[]>;
  pictures: string;
  pictures_title: string;
  minutes: number[];
  words: Record<string, string>;
  pages: Record<string, string>;
  states: Record<string, string>;
}

interface LinePart extends NamedPart {
  at: string;
  home: string;
  code: string;
  page: string;
  language: string;
  dataset: string;
  refused: string;
  way: string;
  positions: Record<string, number>;
  steps: Record<string, string[]>;
  words: Record<string, string>;
}

interface OfferingPart extends NamedPart {
  at: string;
  language: string;
  question: string;
  options: string[];
  words: Record<string, string>;
}

interface ClassOpened {
  code: string;
  secret: string;
  link: string;
  picture: string;
}

interface ClassPace {
  kind: string;
  sentence: string;
  page: string;
  choices: Record<string, string>;
}

interface ClassQuestion {
  number: number;
  text: string;
  predicts: boolean;
  options: string[];
  answered: number;
  own: number | null;
  revealed: boolean;
  answers: number[];
  truth: number | null;
}

interface ContestRow {
  seat: number;
  place: number | null;
  rate: number;
  iterations: number;
  folds: number;
  test: number | null;
}

interface ContestFooled {
  seat: number;
  rate: number;
  iterations: number;
  folds: number;
  test: number;
  above: number;
  count: number;
  average: number;
  spread: number | null;
}

interface ClassContest {
  dataset: string;
  title: string;
  left: number;
  counted: number;
  most: number;
  rows: ContestRow[];
  pending: number;
  long: number;
  fooled: ContestFooled | null;
  doubt: string;
}

interface ClassJoined {
  token: string;
  mark: string;
  seat: number;
  name: string;
  pace: ClassPace;
  question: ClassQuestion | null;
  contest: ClassContest | null;
  asks_names: boolean;
  named: boolean;
  handed_in: string;
}

interface ClassPlace {
  seat: number;
  name: string;
  state: string;
  page: string;
  dataset: string;
  rate: number;
  iterations: number;
  way: string;
  address: string;
  way_name: string;
  answered: boolean;
  handed_in: boolean;
}

interface ClassWall {
  places: ClassPlace[];
  pace: ClassPace;
  held: number[];
  question: ClassQuestion | null;
  contest: ClassContest | null;
  handed_in: number;
  asks_names: boolean;
}

interface ClassCurve {
  iterations: number[];
  costs: number[];
}

interface SensorPart extends Part {
  keys: string[];
  answered: number;
  unread: string;
}

interface HandlePoint {
  x: number;
  y: number;
  limits: [[number, number], [number, number] | null];
  title: string;
  along: boolean;
  answered: number;
}

interface LessonChart extends NamedPart {
  chart: ChartPart;
  plotly: string;
  picks?: boolean;
  handle?: HandlePoint | null;
}

interface OwnTile {
  key: string;
  name: string;
  address: string;
}

interface OwnTiles extends NamedPart {
  tiles: OwnTile[];
  selected: string;
  threshold: string;
  smooth: boolean;
  title: string;
  names: string[];
  described: string;
}

interface OwnReasons extends NamedPart {
  pixels: string;
  titles: string[];
  alts: string[];
}

interface OwnTally extends NamedPart {
  key: string;
  pattern: string;
}

interface CropPlace {
  x: number;
  y: number;
  share: number;
}

interface CropPart extends Part {
  key: string;
  address: string;
  size: [number, number];
  form: [number, number];
  answered: number;
  crop: CropPlace;
  alt: string;
  label: string;
  place: string;
}

interface PictureOffer {
  name: string;
  label: string;
  file: string;
  title: string;
}

interface PicturesPart extends NamedPart {
  charts: PictureOffer[];
  failed: string;
}

// --- What only the scripts know ---------------------------------------------------------------------------------------

type Send = (name: string, value: unknown) => void;

/** What Streamlit calls a component with. */
interface Component<Data> {
  parentElement: HTMLElement;
  data: Data;
  setTriggerValue: Send;
}

type Numbers = Float32Array | Float64Array;

/** The arrays of a film; those of a person's own pictures are there where there are such pictures. */
interface FilmArrays {
  iterations: Numbers;
  accuracy: Numbers;
  score: Numbers;
  costs: Numbers;
  path: Numbers[];
  heights: Numbers;
  compared: Numbers;
  rises: Numbers;
  changed: Numbers;
  confusion: Numbers[];
  probabilities: Numbers[];
  answers: Numbers[];
  asked: Numbers[];
  asked_answers: Numbers[];
}

type Film = Omit<FilmHeader, "arrays"> & FilmArrays & { bytes: number };

/** The weights at every moment of a film: mixtures of the pictures of a basis. */
type Weights = Omit<WeightsHeader, "arrays"> & { basis: Numbers; coefficients: Numbers[]; sizes: Numbers; scales: Numbers };

/** A tuning map, or what is known of it: values by row (learning rate) and column (iteration). */
interface TuningMap {
  iterations: number[];
  done: number;
  ranged: number;
  judged: number;
  fold: { fold: number; folds: number; iteration: number; again: boolean } | null;
  best: BestCells | null;
  difference: Difference | null;
  chance: [number, number] | null;
  seconds: MapSeconds | null;
  decided: Record<"test" | "folds" | "train" | "costs", (number | null)[][]>;
  ranges: Record<"test" | "folds" | "train" | "costs", (number | null)[][][]>;
  costs: (number | null)[][];
  heights: (number | null)[][];
  train: (number | null)[][];
  test: (number | null)[][];
  folds: (number | null)[][];
}

/** A place on a chart: without y all heights at x, without z on a plane. */
interface Point {
  x: number;
  y?: number;
  z?: number;
}

/** A node on which Plotly has drawn. */
interface PlotlyNode extends HTMLElement {
  /** The traces that are on the screen, for those who look from outside. */
  shown: any[];
  _fullLayout: any;
  _fullData: any[];
  data: any[];
  layout: any;
  on(event: string, heard: (event: any) => void): void;
}

declare var Plotly: any;
declare var comingScripts: Map<string, Promise<any>> | undefined;
