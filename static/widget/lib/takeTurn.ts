/** What gives a turn back; nothing if another tab, or another survey of this page, has it. */
export type Turn = Promise<(() => void) | undefined>;

/** Asks for the right to interrupt the visitor. The browser takes it back from a page that ends, however it ends. */
export const takeTurn = (): Turn =>
  new Promise((done) => {
    const hold = (lock: Lock | null) => (lock ? new Promise<void>((release) => done(release)) : done(undefined));
    // Pages without TLS have no locks, and pages without an origin are denied them.
    const takeUnlocked = () => done(document.querySelector('glas-popover') ? undefined : () => {});
    if (navigator.locks) navigator.locks.request('glas', {ifAvailable: true}, hold).catch(takeUnlocked);
    else takeUnlocked();
  });
