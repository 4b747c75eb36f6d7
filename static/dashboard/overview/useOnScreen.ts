import type {RefObject} from 'preact';
import {useEffect, useState} from 'preact/hooks';

/** Whether an element is on the screen, or nearly; unknown at first. */
export const useOnScreen = (element: RefObject<Element | null>): boolean | undefined => {
  const [seen, setSeen] = useState<boolean>();
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setSeen(entry!.isIntersecting), {rootMargin: '100px'});
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  return seen;
};
