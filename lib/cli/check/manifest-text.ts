import { FieldPath } from '../../manifest/field-path';
import { LocatedDocument, Place, Places, readLocatedYaml } from '../../manifest/located-yaml';
import { isManifest, isMap, KubernetesObject } from '../../manifest/object';
import { parseYaml } from '../../manifest/yaml';
import { unreadable, YamlPiece, YamlText } from '../../manifest/yaml-text';
import { FILE_RULES } from './file-rules';

/** Something that is wrong with a text before there are objects in it. */
export interface TextFault {
  readonly rule: typeof FILE_RULES[keyof typeof FILE_RULES];
  readonly message: string;
  readonly fix?: string;
  readonly place: Place;
}

/** Where a document stands: which piece of the text, and which document of that. */
interface Origin {
  readonly piece: YamlPiece;
  readonly index: number;
}

/**
 * The manifests in a text. It is read fast at first; where things stand is read out of a document anew when somebody asks, as of most nobody does.
 */
export class ManifestText {
  /** In their order. What is no object is among the faults. */
  public readonly objects: readonly KubernetesObject[];
  public readonly faults: readonly TextFault[];
  /** Whether something in it may be meant as an object. */
  public readonly isMeant: boolean;
  private readonly origins: Origin[] = [];
  private readonly yaml: YamlText;
  /** The piece that was asked about last: whoever asks goes from one to the next. */
  private located: { readonly piece: YamlPiece; readonly documents: readonly LocatedDocument[] } | undefined;
  private lines: readonly number[] | undefined;

  /** @param unread why it could not be had, if so */
  public constructor(private readonly file: string, public readonly text: string, unread: readonly TextFault[] = []) {
    this.yaml = new YamlText(text);
    const objects: KubernetesObject[] = [];
    const faults = [...unread];
    let isMeant = false;
    for (const piece of this.yaml.pieces()) {
      const plain = this.yaml.readPlain(piece);
      const values = plain === undefined ? this.readUnusual(piece, faults) : [plain.value];
      values.forEach((value, index) => {
        if (value === null) { return; }
        if (isManifest(value)) {
          objects.push(value);
          this.origins.push({ piece, index });
        } else {
          isMeant ||= isMeantAsObject(value);
          faults.push({ rule: FILE_RULES.object, message: whyNoObject(value), place: this.documents(piece)[index].places.of(value, []) });
        }
      });
    }
    this.objects = objects;
    this.isMeant = objects.length > 0 || isMeant || unread.length > 0 || (faults.some(({ rule }) => rule.id === FILE_RULES.syntax.id) && looksLikeObject(text));
    this.faults = faults;
  }

  /** Where a field of the n-th object stands; one that is missing, where it would belong. */
  public placeOf(object: number, path: FieldPath): Place {
    const { piece, index } = this.origins[object];
    const { value, places } = this.documents(piece)[index];
    return places.of(value, path, 'key');
  }

  private readUnusual(piece: YamlPiece, faults: TextFault[]): unknown[] {
    const text = this.yaml.slice(piece);
    const reason = unreadable(text);
    if (reason !== undefined) {
      faults.push({ rule: FILE_RULES.syntax, message: reason.rule, fix: reason.fix, place: this.placeAt(piece.start + reason.at) });
      return [];
    }
    try {
      return parseYaml(text);
    } catch {
      // Why, the slow way tells.
      this.located = { piece, documents: this.locate(piece, faults) };
      return this.located.documents.map(({ value }) => value);
    }
  }

  private documents(piece: YamlPiece): readonly LocatedDocument[] {
    if (this.located?.piece !== piece) { this.located = { piece, documents: this.locate(piece, []) }; }
    return this.located.documents;
  }

  /** The documents of a piece that hold something, with where it stands. */
  private locate(piece: YamlPiece, faults: TextFault[]): readonly LocatedDocument[] {
    const places = new Places(() => this.placeAt(plain!.at));
    const plain = this.yaml.readPlain(piece, {
      add: (container, step, key, value) => places.set(container, step, { key: () => this.placeAt(key), value: () => this.placeAt(value) }),
    });
    if (plain !== undefined) { return [{ value: plain.value, places }]; }
    return readLocatedYaml(this.yaml.slice(piece), this.file, {
      addSyntax: ({ rule, fix }, place) => faults.push({ rule: FILE_RULES.syntax, message: rule, fix, place }),
    }, false, this.placeAt(piece.start).line).filter(({ value }) => value !== null);
  }

  private placeAt(offset: number): Place {
    this.lines ??= lineStarts(this.yaml.text);
    let [low, high] = [0, this.lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.lines[middle] <= offset) { low = middle; } else { high = middle; }
    }
    return { file: this.file, line: low + 1, column: offset - this.lines[low] + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) { starts.push(end + 1); }
  return starts;
}

const FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/** Two of what every object has. A chart has an `apiVersion`, too, and values may have a `kind`. */
function isMeantAsObject(value: unknown): boolean {
  return isMap(value) && FIELDS.filter((field) => Object.hasOwn(value, field)).length > 1;
}

/** The same of a text that cannot be read. */
function looksLikeObject(text: string): boolean {
  return FIELDS.filter((field) => new RegExp(`^[ \\t]*"?${field}"?[ \\t]*:`, 'm').test(text)).length > 1;
}

function whyNoObject(value: unknown): string {
  if (!isMap(value)) { return `must be a map, and is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}`; }
  const missing = ['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string');
  return `must be an object of Kubernetes, and has no ${missing.map((field) => `'${field}'`).join(' and no ')}`;
}
