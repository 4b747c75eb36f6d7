/** Calls back when so many percent of the page have been scrolled through. */
export const onScroll = (percent: number, signal: AbortSignal, callback: () => void) => {
  const check = () => {
    const {scrollTop, scrollHeight, clientHeight} = document.scrollingElement ?? document.documentElement;
    // The browser's zoom leaves a fraction of a pixel that cannot be scrolled.
    if ((scrollTop + 1) / (scrollHeight - clientHeight) >= percent / 100) callback();
  };
  addEventListener('scroll', check, {passive: true, signal});
  check();
};
