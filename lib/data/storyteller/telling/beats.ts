/** What many plots share, for the plots to import. */
export { begin, more } from './beginnings.ts';
export { elder, friend, friendComes } from './company.ts';
export { happyEnd, sadEnd } from './endings.ts';
export { address, makeUp, thanks } from './kindness.ts';
export { goOut, ONE_DAY, search } from './ways.ts';
