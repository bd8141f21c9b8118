import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { PROOF_FOLDER } from './engine';
import { Proof } from './proof';

/** Proofs, and folders of them, that run before all others. */
const FIRST: readonly string[] = ['accepted', 'frame', 'inputs', 'runner', 'elasticsearch', 'fleet', 'shop'];

/** A proof and the file that it comes from. */
export interface Selected {
  /** Folder and file name without ending, e.g. `kubernetes/accepted`. */
  readonly file: string;
  readonly proof: Proof;
}

/** All proofs: `<folder>/<file>.proof.ts`, in the order of their paths. */
export function allProofs(): Selected[] {
  const seen = new Map<string, string>();
  return proofFiles().flatMap((file) => {
    return load(file).map((proof) => {
      const other = seen.get(proof.name);
      if (other !== undefined) { throw new Error(`two proofs are called '${proof.name}': in ${other} and in ${file}`); }
      seen.set(proof.name, file);
      return { file, proof };
    });
  });
}

/** The proofs that were asked for: by name, file or folder where one is called exactly so, otherwise by part of a name or file. */
export function select(all: readonly Selected[], wanted: readonly string[]): Selected[] {
  const chosen = new Set<Selected>();
  for (const want of wanted) {
    const exact = all.filter(({ file, proof }) => [proof.name, file, path.dirname(file), path.basename(file)].includes(want));
    const found = exact.length > 0 ? exact : all.filter(({ file, proof }) => proof.name.includes(want) || file.includes(want));
    if (found.length === 0) { throw new UnknownProof(want, all); }
    found.forEach((selected) => chosen.add(selected));
  }
  return wanted.length === 0 ? [...all] : all.filter((selected) => chosen.has(selected));
}

/** Engines that proofs need, those first that most of them do. */
export function enginesOf(selected: readonly Selected[]): string[] {
  const needs = selected.flatMap(({ proof }) => proof.needs.map(String));
  const count = (name: string) => needs.filter((need) => need === name).length;
  return [...new Set(needs)].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
}

/** Proofs in the order in which they run: what tells most, and what takes long. */
export function firstOnesFirst(selected: readonly Selected[]): Selected[] {
  const rank = ({ file, proof }: Selected) => {
    const place = FIRST.findIndex((one) => one === proof.name || one === path.dirname(file));
    return place < 0 ? FIRST.length : place;
  };
  return [...selected].sort((a, b) => rank(a) - rank(b));
}

/** Nobody has proved that. */
export class UnknownProof extends Error {
  constructor(want: string, all: readonly Selected[]) {
    super(`no proof is called '${want}'. There are:\n${all.map(({ file, proof }) => `  ${proof.name}  (${file}.proof.ts)`).join('\n')}`);
  }
}

/** A file that does not load counts as a proof that fails, so that the others can still be run. */
function load(file: string): readonly Proof[] {
  try {
    const { proofs } = createRequire(__filename)(path.join(PROOF_FOLDER, `${file}.proof`));
    if (!Array.isArray(proofs)) { throw new Error(`proof/${file}.proof.ts must export its proofs as 'proofs'`); }
    return proofs;
  } catch (error) {
    return [{ name: file, title: 'This file can be loaded.', needs: [], run: () => Promise.reject(error) }];
  }
}

function proofFiles(): string[] {
  return fs.readdirSync(PROOF_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => fs.readdirSync(path.join(PROOF_FOLDER, name)).filter((file) => file.endsWith('.proof.ts')).map((file) => `${name}/${file.replace(/\.proof\.ts$/, '')}`))
    .sort();
}
