/** An event of Electron's: whoever prevents its default is heard. */
export function createEvent<Fields extends object>(fields: Fields) {
  let isPrevented = false;
  return {
    ...fields,
    preventDefault: () => void (isPrevented = true),
    get defaultPrevented() {
      return isPrevented;
    },
  };
}
