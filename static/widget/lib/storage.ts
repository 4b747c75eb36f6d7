const memory = new Map<string, string>();

// Merely reading `localStorage` throws where the visitor blocks site data, and `setItem` throws when the quota
// is used up. What cannot be kept is held in memory, for as long as the page lives.
const attempt = <T>(action: () => T, otherwise: () => T) => {
  try {
    return action();
  } catch {
    return otherwise();
  }
};

export const storage = {
  get: (key: string) => memory.get(key) ?? attempt(() => localStorage.getItem(key), () => null),

  set: (key: string, value: string) =>
    attempt(
      () => {
        localStorage.setItem(key, value);
        memory.delete(key);
      },
      () => void memory.set(key, value),
    ),

  remove: (key: string) => {
    memory.delete(key);
    attempt(() => localStorage.removeItem(key), () => {});
  },

  keys: () => [...memory.keys(), ...attempt(() => Object.keys(localStorage), () => [])],
};
