/** A text in each language it exists in, by BCP 47 tag. */
export type Texts = Record<string, string>;

export interface Condition {
  question: string;
  at_most?: number;
  at_least?: number;
  /** An option that must be among those taken. */
  includes?: string;
}

export interface Question {
  id: string;
  kind: string;
  required?: boolean;
  text: Texts;
  show_if?: Condition;
}

/** What the component puts into the script: the survey as a respondent may see it. */
export interface Survey {
  survey: string;
  version: string;
  name: string;
  status: string;
  default_locale: string;
  /** Forced by `?lang=` in the script's URL. */
  lang?: string;
  questions: Question[];
}

export type Answer = number | string | string[];
export type Answers = ReadonlyMap<string, Answer>;

export interface Submission {
  id: string;
  revision: number;
  complete: boolean;
  answers: Record<string, Answer>;
  channel: 'web';
  locale: string;
  page: string;
  touchpoint?: string;
}

/** What the script tag and the browser say, read once at the start. */
export interface Context {
  edge: string;
  locale: string;
  touchpoint?: string;
}
