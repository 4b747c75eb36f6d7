import {useEffect} from 'preact/hooks';

/** Keeps the screen on while the page is visible, where the browser lets it. */
export const useWakeLock = () =>
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const keep = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock?.request('screen');
      } catch {
        // On little battery it may not.
      }
    };
    keep();
    document.addEventListener('visibilitychange', keep);
    return () => {
      document.removeEventListener('visibilitychange', keep);
      lock?.release();
    };
  }, []);
