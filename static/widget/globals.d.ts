declare module '*.css' {
  const text: string;
  export default text;
}

interface Window {
  glas?: {(...call: unknown[]): void; q?: Iterable<any>[]};
}

interface Navigator {
  /** https://www.w3.org/TR/gpc/ */
  globalPrivacyControl?: boolean;
}
