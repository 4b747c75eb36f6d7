/** A text in each language it exists in, by BCP 47 tag. */
export type Texts = Record<string, string>;

export interface Condition {
  question: string;
  at_most?: number;
  at_least?: number;
  /** An option that must be among those taken. */
  includes?: string;
}

/** Something to tick or to rate. */
export interface Item {
  id: string;
  text: Texts;
}

export interface Question {
  id: string;
  kind: string;
  required?: boolean;
  text: Texts;
  /** For `choice`. */
  options?: Item[];
  multiple?: boolean;
  /** For `choice`: one more option, `other`, with a line to type in. */
  other?: boolean;
  /** For `drivers`. */
  aspects?: Item[];
  /** One condition, or several that must all hold. */
  show_if?: Condition | Condition[];
}

export interface Thanks {
  show_if?: Condition | Condition[];
  title?: Texts;
  text?: Texts;
  link?: {url: string; text: Texts};
}

/** Where, when and how often the survey appears. What has its default is left out. */
export interface Display {
  placement?: 'popover' | 'inline' | 'tab' | 'none';
  position?: 'bottom-end' | 'bottom-start' | 'top-end' | 'top-start';
  /** Patterns of addresses; `*` stands for anything, `!` excludes. */
  urls?: string[];
  /** Seconds. */
  delay?: number;
  /** Percent. */
  scroll?: number;
  exit_intent?: boolean;
  event?: string;
  /** The share of visitors to ask. */
  sample?: number;
  /** Days. */
  after_shown?: number;
  /** Days. */
  after_dismissed?: number;
  /** Days. */
  after_completed?: number;
  max_shows?: number;
  /** Days. */
  quiet?: number;
  /** One show in so many is reported, as so many. */
  impression_weight?: number;
}

export interface Theme {
  accent?: string;
  /** Pixels. */
  radius?: number;
  font?: string;
  scheme?: 'auto' | 'light' | 'dark';
}

/** What the component puts into the script: the survey as a respondent may see it. */
export interface Survey {
  survey: string;
  status: string;
  default_locale: string;
  /** Forced by `?lang=` in the script's URL. */
  lang?: string;
  questions: Question[];
  thanks?: Thanks[];
  /** The attributes that may be sent, each with the values it may have; none listed means any. */
  attributes?: Record<string, string[]>;
  display?: Display;
  theme?: Theme;
  /** Shows the service that the script was fetched first. */
  token?: string;
  /** The system strings of the survey's languages other than English. */
  strings?: Record<string, Record<string, string>>;
}

/** An option's id, or what was typed for `other`. */
export type Choice = string | {other: string};
export type Answer = number | string | Choice[] | Record<string, number>;
export type Answers = ReadonlyMap<string, Answer>;

export interface Submission {
  id: string;
  revision: number;
  complete: boolean;
  answers: Record<string, Answer>;
  channel?: string | undefined;
  locale: string;
  page?: string | undefined;
  touchpoint?: string | undefined;
  attributes?: Record<string, string>;
  /** A pseudonym of the visitor's. */
  respondent?: string | undefined;
  /** The question on the screen when a partial response was sent. */
  at?: string | undefined;
  token?: string | undefined;
}
