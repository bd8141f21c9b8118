export { Prop, wholeNumberFault } from '../construct/prop';
