import { flag, known } from '../construct/shape';

/** Yes or no, where that decides what is written: of a value that only the synth knows, it would be taken for one of the two. */
export const decision = known(flag, 'Give true or false itself');
