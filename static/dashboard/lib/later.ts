import type {ComponentType} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {speakOfViews} from './words.js';

/** Whether the edge has another build by now: the files that this page names are not there any more. */
const isOutdated = async () => {
  const page = await fetch(location.pathname, {cache: 'no-cache', credentials: 'omit'}).catch(() => undefined);
  const main = document.querySelector('script[type="module"]')?.getAttribute('src');
  return Boolean(page?.ok && main && !(await page.text()).includes(main));
};

/** Loads a part of the page that is not in the first view, with its words. */
const later = async <T>(load: () => Promise<T>): Promise<T> => {
  try {
    const [part] = await Promise.all([load(), speakOfViews()]);
    return part;
  } catch (error) {
    if (await isOutdated()) location.reload();
    throw error;
  }
};

interface Later<Props> {
  /** None until it has arrived. */
  Component: ComponentType<Props> | undefined;
  failed: boolean;
  again: () => void;
}

/** A view that is loaded when it is looked at. */
export const useLater = <Props>(name: string, load: () => Promise<ComponentType<Props>>): Later<Props> => {
  const [loaded, setLoaded] = useState<{name: string; Component: ComponentType<Props>}>();
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    // What arrives late is not what is looked at.
    let left = false;
    setFailed(false);
    later(load).then(
      (Component) => left || setLoaded({name, Component}),
      () => left || setFailed(true),
    );
    return () => {
      left = true;
    };
  }, [name, turn]);
  return {Component: loaded?.name === name ? loaded.Component : undefined, failed, again: () => setTurn(turn + 1)};
};
