/** A UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then random but for version and variant. */
export const uuidv7 = () => {
  const time = Date.now().toString(16).padStart(12, '0');
  const digit = () => (crypto.getRandomValues(new Uint8Array(1))[0]! % 16).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7xxx-8xxx-xxxxxxxxxxxx`.replace(/x/g, digit);
};
