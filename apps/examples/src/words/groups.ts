// Words that belong together, to see whether the vectors agree. The model does not know these groups.

/** Words by meaning. */
export const groups: Readonly<Record<string, readonly string[]>> = {
  numbers: ['two', 'three', 'four', 'five', 'six', 'ten', 'twenty', 'thirty', 'forty', 'fifty', 'hundred'],
  body: ['hand', 'hands', 'arm', 'head', 'eye', 'eyes', 'face', 'legs', 'foot', 'mouth', 'forehead'],
  crew: ['ahab', 'starbuck', 'stubb', 'flask', 'queequeg', 'captain', 'mate', 'harpooneer', 'mates'],
  sky: ['sun', 'moon', 'stars', 'sky', 'clouds', 'night', 'morning', 'noon', 'midnight', 'sunset'],
  places: ['nantucket', 'england', 'america', 'japan', 'pacific', 'atlantic', 'cape', 'coast', 'bedford'],
};
