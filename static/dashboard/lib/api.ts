// Asks the edge that served the page.

import {signOut, token} from './session.js';

/** What is wrong with one part of what was sent. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

/** Why there is no answer. Of one that never arrived, `status` is 0 and `code` is `offline`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: Fault[] = [],
    /** Seconds until it is worth asking again. */
    readonly retryAfter = 0,
  ) {
    super(`${status} ${code}`);
  }
}

/** Where `path` (`v1/surveys`) is on the edge. */
export const at = (path: string) => new URL(path, new URL('.', location.href)).href;

export interface Asking {
  method?: string;
  body?: unknown;
  /** The type of a body that is sent as it is; otherwise it becomes JSON. */
  type?: string;
  signal?: AbortSignal;
  /** Another token than the one that is signed in. */
  as?: string;
  /** How the browser's cache is used. */
  cache?: RequestCache;
}

/** The answer as it came. Throws a `Problem`. */
export const send = async (path: string, {method = 'GET', body, type, signal, as, cache}: Asking = {}): Promise<Response> => {
  const headers: Record<string, string> = {};
  const sent = as ?? token.value;
  if (sent) headers['authorization'] = `Bearer ${sent}`;
  if (body !== undefined) headers['content-type'] = type ?? 'application/json';
  let response: Response;
  try {
    // Always asks the edge, if only whether anything is new: what is stale while it is revalidated would be one poll behind.
    const request: RequestInit = {method, headers, credentials: 'omit', cache: cache ?? 'no-cache'};
    if (body !== undefined) request.body = type ? (body as BodyInit) : JSON.stringify(body);
    if (signal) request.signal = signal;
    response = await fetch(at(path), request);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'offline', '');
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => ({}));
  // The token was good once, so somebody has changed it.
  if (response.status === 401 && as === undefined && sent && sent === token.value) signOut('refused');
  const retryAfter = Number(response.headers.get('retry-after')) || 0;
  throw new Problem(response.status, said.code ?? 'unknown', said.detail ?? '', said.errors ?? [], retryAfter);
};

/** What can be cut off in the middle. */
const whole = async <T>(reading: Promise<T>, signal?: AbortSignal): Promise<T> => {
  try {
    return await reading;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'offline', '');
  }
};

/** The answer as JSON; nothing where the edge answers with nothing. Throws a `Problem`. */
export const ask = async <T>(path: string, asking?: Asking): Promise<T> => {
  const response = await send(path, asking);
  const text = await whole(response.text(), asking?.signal);
  try {
    return (text ? JSON.parse(text) : undefined) as T;
  } catch {
    // Something between here and the edge answers in its place.
    throw new Problem(502, 'not_json', '');
  }
};

/** Saves the answer as a file: a link could not send the token. */
export const download = async (path: string, name: string) => save(await whole((await send(path)).blob()), name);

/** Hands a file to the browser. */
export const save = (file: Blob, name: string) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
