/** What `make` makes of a key, made once while no more than `most` keys came. */
export function remembered<Key, Made>(make: (key: Key) => Made, most = Infinity): (key: Key) => Made {
  const known = new Map<Key, Made>();
  return (key) => {
    let made = known.get(key);
    if (made === undefined) {
      if (known.size >= most) known.clear();
      known.set(key, (made = make(key)));
    }
    return made;
  };
}
