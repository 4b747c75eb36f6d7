/** Calls back when the mouse leaves the window through its top, on the way to the tabs and the address. */
export const onExitIntent = (signal: AbortSignal, callback: () => void) =>
  document.documentElement.addEventListener('mouseleave', ({clientY}) => clientY <= 0 && callback(), {signal});
