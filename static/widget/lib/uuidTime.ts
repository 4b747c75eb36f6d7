/** The Unix milliseconds in a UUID version 7. */
export const uuidTime = (id: string) => parseInt(id.replace('-', '').slice(0, 12), 16);
