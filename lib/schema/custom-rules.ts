import { FieldPath } from '../manifest/field-path';
import { isMap, listOf } from '../manifest/object';
import { alignedTo } from './aligned-lists';
import { CelExpression, optionalOf } from './cel/expression';
import { CelFailure, CelSyntaxFault, CelUnknown } from './cel/outcome';
import { CelValues, mapKeysOf } from './cel/values';
import { PlainSchema } from './extract';
import { short } from './go-values';
import { SchemaFault } from './schema-node';
import type { Unchecked } from './value-rules';

const VALIDATIONS = 'x-kubernetes-validations';
const MAX_DEPTH = 500;

/** Whether a schema, or one below it, has rules in CEL. */
export function hasCustomRules(schema: unknown, depth = 0): boolean {
  if (!isMap(schema) || depth > MAX_DEPTH) { return false; }
  const before = known.get(schema);
  if (before !== undefined) { return before; }
  const inner = [schema.items, schema.additionalProperties, ...(isMap(schema.properties) ? Object.values(schema.properties) : [])];
  const has = listOf(schema[VALIDATIONS]).length > 0 || inner.some((each) => hasCustomRules(each, depth + 1));
  known.set(schema, has);
  return has;
}

const known = new WeakMap<PlainSchema, boolean>();

/**
 * The rules in CEL of a definition. They are read when something first stands in their place.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export class CustomRules {
  private readonly read = new WeakMap<PlainSchema, readonly CustomRule[]>();

  /** @param unchecked is told of each rule of which it is not known what it says */
  public constructor(private readonly root: PlainSchema, private readonly unchecked: Unchecked) {}

  /** What the rules have against an object that is new. */
  public faultsOf(object: unknown): SchemaFault[] {
    return this.visit(this.root, { value: object, old: NOTHING, path: [], values: new CelValues(), isChange: false });
  }

  /** What the rules about changes have against one. */
  public changeFaultsOf(before: unknown, after: unknown): SchemaFault[] {
    return this.visit(this.root, { value: after, old: before, path: [], values: new CelValues(), isChange: true });
  }

  private visit(schema: unknown, place: Place): SchemaFault[] {
    const { value, old, path } = place;
    if (!isMap(schema) || value === null || value === undefined || path.length > MAX_DEPTH || !hasCustomRules(schema)) { return []; }
    const own = this.rulesOf(schema).flatMap((rule) => this.asked(rule, schema, place));
    if (Array.isArray(value)) {
      const keys = mapKeysOf(schema);
      return [...own, ...value.flatMap((item, index) => (
        this.visit(schema.items, { ...place, value: item, old: sameItem(old, item, keys), path: [...path, index] })))];
    }
    if (typeof value !== 'object') { return own; }
    const properties: { readonly [name: string]: unknown } = isMap(schema.properties) ? schema.properties : {};
    return [...own, ...Object.entries(value).flatMap(([name, field]) => this.visit(
      Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties,
      { ...place, value: field, old: isMap(old) && Object.hasOwn(old, name) ? old[name] : NOTHING, path: [...path, name] },
    ))];
  }

  private rulesOf(schema: PlainSchema): readonly CustomRule[] {
    const before = this.read.get(schema);
    if (before !== undefined) { return before; }
    const rules = listOf(schema[VALIDATIONS]).filter((rule) => isMap(rule) && typeof rule.rule === 'string').map((rule) => new CustomRule(rule));
    rules.forEach(({ text, problem }) => { if (problem !== undefined) { this.tell(text, problem); } });
    this.read.set(schema, rules);
    return rules;
  }

  private asked(rule: CustomRule, schema: PlainSchema, { value, old, path, values, isChange }: Place): SchemaFault[] {
    const wasThere = old !== NOTHING && old !== null && old !== undefined;
    if (rule.problem !== undefined || !rule.isAsked(isChange, wasThere)) { return []; }
    try {
      const was = wasThere ? values.of(schema, alignedTo(schema, old, value)) : undefined;
      return rule.faults({ self: values.of(schema, value), oldSelf: rule.isOptional ? optionalOf(was) : was ?? null }, path);
    } catch (error) {
      if (!(error instanceof CelUnknown)) { throw error; }
      this.tell(rule.text, error.message);
      return [];
    }
  }

  private tell(rule: string, why: string): void {
    this.unchecked(`the CEL rule ${short(rule)} is not run: ${why}`);
  }
}

/** There was nothing in this place, or nobody can tell what. */
const NOTHING = Symbol('nothing');

interface Place {
  readonly value: unknown;
  readonly old: unknown;
  readonly path: FieldPath;
  readonly values: CelValues;
  readonly isChange: boolean;
}

/** The item before that is the same one after. */
function sameItem(old: unknown, item: unknown, keys: readonly string[] | undefined): unknown {
  if (!Array.isArray(old) || keys === undefined || !isMap(item)) { return NOTHING; }
  return old.find((each) => isMap(each) && keys.every((key) => each[key] === item[key])) ?? NOTHING;
}

class CustomRule {
  public readonly text: string;
  /** Whether it is about a change of what was there before. */
  public readonly isTransition: boolean = false;
  /** Whether it says itself what holds where nothing was there before. */
  public readonly isOptional: boolean;
  /** Why it cannot be run. */
  public readonly problem?: string;
  private readonly expression?: CelExpression;

  public constructor(private readonly said: { readonly [field: string]: unknown }) {
    this.text = said.rule as string;
    this.isOptional = said.optionalOldSelf === true;
    try {
      this.expression = new CelExpression(this.text, VARIABLES, 'bool');
      this.isTransition = this.expression.uses('oldSelf');
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** What says nothing of the past is asked of objects as they are, whatever they were. */
  public isAsked(isChange: boolean, wasThere: boolean): boolean {
    if (this.isOptional) { return !isChange || wasThere; }
    return this.isTransition === isChange && (wasThere || !isChange);
  }

  public faults(context: { readonly [variable: string]: unknown }, path: FieldPath): SchemaFault[] {
    let why: string;
    try {
      if (this.expression!.valueOf(context) === true) { return []; }
      why = this.messageFor(context);
    } catch (error) {
      if (!(error instanceof CelFailure)) { throw error; }
      why = `'${this.message ?? this.text}' fails: ${error.message}`;
    }
    return [{ path: [...path, ...fieldOf(this.said.fieldPath)], rule: 'cel', message: `breaks a rule of its definition: ${inOneLine(why)}`, fix: 'change it as the rule wants' }];
  }

  private get message(): string | undefined {
    const { message } = this.said;
    return typeof message === 'string' && message.trim() !== '' ? message : undefined;
  }

  /** As the API server would say it. */
  private messageFor(context: { readonly [variable: string]: unknown }): string {
    const { messageExpression } = this.said;
    const usual = this.message ?? `failed rule: ${this.text}`;
    if (typeof messageExpression !== 'string') { return usual; }
    try {
      const text = new CelExpression(messageExpression, VARIABLES, 'string').valueOf(context);
      return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text : usual;
    } catch {
      return usual;
    }
  }
}

const VARIABLES: readonly string[] = ['self', 'oldSelf'];

function problemOf(error: unknown): string {
  if (error instanceof CelSyntaxFault) { return error.message; }
  if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ESM') { return 'CEL needs Node.js 20.19 or newer'; }
  throw error;
}

/** `.spec.name` or `['a.b']`, from where the rule stands. */
function fieldOf(text: unknown): FieldPath {
  return typeof text === 'string' ? [...text.matchAll(/\.([^.[]+)|\['([^']*)'\]|\["([^"]*)"\]/g)].map(([, name, single, double]) => name ?? single ?? double) : [];
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
}
